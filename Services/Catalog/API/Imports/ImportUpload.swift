import ServiceKit

/// Carries a file from the wire into the catalogue, a batch at a time; one batch is read ahead of the database.
struct ImportUpload {
    typealias ReaderMaker = @Sendable (CSVRecord) throws(ImportFileError) -> any ProductFileReader

    private static let itemsPerBatch = 500
    /// Of the file: bounds a batch of unusually large rows.
    private static let bytesPerBatch = 2 << 20

    let imports: ImportRepository
    let options: ImportOptions
    let editor: Editor
    let makeReader: ReaderMaker
    /// Only called for a file with a good header, so that a mistaken upload leaves no trace.
    let begin: @Sendable () async throws -> ImportState

    private var parser = CSVParser()
    private var batch: [ImportItem] = []
    private var batchBytes = 0
    private var running: Running?
    /// The batch before, on its way into the database.
    private var applying: Task<ImportState, any Error>?

    private struct Running {
        var reader: any ProductFileReader
        var progress: ImportProgress
        var state: ImportState

        /// What is to be applied once this row has been read.
        mutating func take(_ record: CSVRecord) throws -> ImportItem? {
            try reader.take(record.withoutCardNumbers).flatMap { try progress.admit($0) }
        }

        mutating func finish() throws -> ImportItem? {
            let last = try reader.finish().flatMap { try progress.admit($0) }
            try progress.finish()
            return last
        }
    }

    init(
        imports: ImportRepository,
        options: ImportOptions,
        editor: Editor,
        makeReader: @escaping ReaderMaker,
        begin: @escaping @Sendable () async throws -> ImportState
    ) {
        self.imports = imports
        self.options = options
        self.editor = editor
        self.makeReader = makeReader
        self.begin = begin
    }

    mutating func run(_ file: BodyStream) async throws -> ImportState {
        do {
            try await read(file)
        } catch {
            // What is on its way arrives, and whoever asks how far the import is hears of it.
            _ = await applying?.result
            throw error
        }
        let state = try await applied()
        return state.status == .finished ? state : try await imports.finish(state)
    }

    private mutating func read(_ file: BodyStream) async throws {
        try await file.forEachChunk { bytes in
            batchBytes += bytes.count
            for record in parser.consume(bytes) { try await take(record) }
            if batchBytes >= Self.bytesPerBatch { try await applyBatch() }
        }
        if let record = parser.finish() { try await take(record) }
        if let item = try running?.finish() { batch.append(item) }
        try await applyBatch()
    }

    private mutating func take(_ record: CSVRecord) async throws {
        guard running != nil else {
            let reader = try makeReader(record)
            let state = try await begin()
            running = Running(reader: reader, progress: ImportProgress(resuming: state), state: state)
            return
        }
        if let item = try running?.take(record) { batch.append(item) }
        if batch.count >= Self.itemsPerBatch { try await applyBatch() }
    }

    private mutating func applyBatch() async throws {
        batchBytes = 0
        guard !batch.isEmpty else { return }
        let state = try await applied()
        applying = Task { [imports, options, editor, batch] in
            try await imports.apply(batch, to: state, options, by: editor)
        }
        batch = []
    }

    /// The import when all that was handed to the database is there.
    private mutating func applied() async throws -> ImportState {
        if let state = try await applying?.value { running?.state = state }
        applying = nil
        guard let state = running?.state else { throw ImportFileError.empty }
        return state
    }
}

extension CSVRecord {
    /// Uploads are not searched for card data on their way in, as other bodies are. Article numbers have 8 to 14 digits.
    fileprivate var withoutCardNumbers: CSVRecord {
        guard fields.contains(where: { $0.utf8.count >= 15 && CardDataGuard.isCardNumber($0) }) else { return self }
        return CSVRecord(number: number, fields: [], flaw: .cardNumber, checksum: checksum)
    }
}
