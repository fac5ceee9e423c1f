/// What a processor was doing when it was looked at, told from the function that it was in.
enum ProfileKind: String, CaseIterable, Sendable {
    case rules = "the service's own code"
    case json = "JSON"
    case models = "values and prices"
    case serviceKit = "ServiceKit"
    case postgresClient = "Postgres client, libpq"
    case httpServer = "HTTP server (NIO, Hummingbird)"
    case httpClient = "HTTP client (libcurl)"
    case cryptography = "cryptography"
    case counting = "counting references"
    case metadata = "generics, casts, metadata"
    case runtime = "strings, arrays, other runtime"
    case tasks = "tasks and their queues"
    case memory = "allocating and freeing"
    case copying = "copying and comparing bytes"
    case postgres = "Postgres itself"
    case scheduling = "kernel: sleeping and waking"
    case network = "kernel: sockets"
    case storage = "kernel: files and disk"
    case kernel = "kernel: other"
    case other = "other"

    /// - Parameters:
    ///   - symbol: As the linker knows it, so a Swift function's begins with its module.
    ///   - library: The file that it is in.
    init(symbol: Substring, library: Substring) {
        let file = library.split(separator: "/").last ?? library
        self =
            if library.hasPrefix("[kernel") || library == "[guest.kernel.kallsyms]" {
                Self.kernelKinds.first(in: symbol) ?? .kernel
            } else if file.hasPrefix("libswift") || file.hasPrefix("libdispatch") || file.hasPrefix("libBlocks")
                || file.hasPrefix("libFoundation")
            {
                Self.runtimeKind(symbol, file)
            } else {
                Self.libraryKinds.first(in: file) ?? Self.codeKind(symbol, file)
            }
    }

    private static func runtimeKind(_ symbol: Substring, _ file: Substring) -> ProfileKind {
        if file.hasPrefix("libdispatch") || file.hasPrefix("libswift_Concurrency") { return .tasks }
        return runtimeKinds.first(in: symbol) ?? .runtime
    }

    private static func codeKind(_ symbol: Substring, _ file: Substring) -> ProfileKind {
        if file == "postgres" { return memoryKinds.first(in: symbol) ?? .postgres }
        if file.hasPrefix("libc.") || file.hasPrefix("ld-") || file.hasPrefix("libm.") {
            return memoryKinds.first(in: symbol) ?? .other
        }
        return moduleKinds.first(in: symbol) ?? (symbol.hasPrefix("$s") ? .runtime : .other)
    }

    private typealias Marks = [(mark: String, kind: ProfileKind)]

    /// A module's name stands behind its length.
    private static let moduleKinds: Marks = [
        ("4JSON", .json), ("6Models", .models), ("10ServiceKit", .serviceKit), ("8Postgres", .postgresClient),
        ("3NIO", .httpServer), ("7NIOCore", .httpServer), ("8NIOPosix", .httpServer), ("8NIOHTTP1", .httpServer),
        ("12NIOHTTPTypes", .httpServer), ("17NIOHTTPTypesHTTP1", .httpServer), ("llhttp", .httpServer),
        ("15HummingbirdCore", .httpServer), ("11Hummingbird", .httpServer), ("9HTTPTypes", .httpServer),
        ("6Crypto", .cryptography), ("BoringSSL", .cryptography), ("Service", .rules),
    ]

    private static let libraryKinds: Marks = [
        ("libcurl", .httpClient), ("libnghttp2", .httpClient), ("libpq", .postgresClient), ("libcrypto", .cryptography),
        ("libssl", .cryptography),
    ]

    private static let runtimeKinds: Marks = [
        ("etain", .counting), ("elease", .counting), ("RefCount", .counting), ("isUniquelyReferenced", .counting),
        ("alloc", .memory), ("Alloc", .memory), ("etadata", .metadata), ("Cast", .metadata), ("onform", .metadata),
        ("Witness", .metadata), ("getCache", .metadata), ("Metadata", .metadata),
    ]

    private static let memoryKinds: Marks = [
        ("malloc", .memory), ("calloc", .memory), ("free", .memory), ("realloc", .memory), ("Alloc", .memory),
        ("memmove", .copying), ("memcpy", .copying), ("memset", .copying), ("memcmp", .copying), ("memchr", .copying),
        ("strlen", .copying), ("strcmp", .copying), ("strncmp", .copying),
    ]

    private static let kernelKinds: Marks = [
        ("sched", .scheduling), ("task_switch", .scheduling), ("futex", .scheduling), ("wake", .scheduling),
        ("poll", .scheduling), ("spin_unlock", .scheduling), ("hrtimer", .scheduling), ("eventfd", .scheduling),
        ("switch_to", .scheduling), ("pick_next", .scheduling), ("enqueue", .scheduling), ("halt", .scheduling),
        ("tcp", .network), ("sock", .network), ("skb", .network), ("inet", .network), ("unix_", .network),
        ("ip_", .network), ("net", .network), ("ext4", .storage), ("jbd2", .storage), ("blk", .storage),
        ("virt", .storage), ("iowrite", .storage), ("bio", .storage), ("iomap", .storage), ("file", .storage),
        ("page_cache", .storage), ("vfs", .storage), ("scsi", .storage), ("nvme", .storage),
    ]
}

extension [(mark: String, kind: ProfileKind)] {
    /// The kind of the mark that comes first in the text.
    fileprivate func first(in text: Substring) -> ProfileKind? {
        let found = compactMap { mark, kind in text.firstRange(of: mark).map { ($0.lowerBound, kind) } }
        return found.min { $0.0 < $1.0 }?.1
    }
}
