import CCurl

/// The state of one transfer. Only the loop's thread touches it once it is submitted, which is why it may cross.
final class CurlTransfer: @unchecked Sendable {
    let id: UInt64
    let call: HTTPCall
    private let answerBytesMax: Int
    private let continuation: CheckedContinuation<HTTPAnswer, any Error>

    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private(set) var isTooLarge = false

    init(
        id: UInt64,
        call: HTTPCall,
        answerBytesMax: Int,
        continuation: CheckedContinuation<HTTPAnswer, any Error>
    ) {
        self.id = id
        self.call = call
        self.answerBytesMax = answerBytesMax
        self.continuation = continuation
    }

    func finish(status: Int) {
        continuation.resume(returning: HTTPAnswer(status: status, headers: headers, body: body))
    }

    func fail(_ error: any Error) {
        continuation.resume(throwing: error)
    }

    /// Returns false to make libcurl give up the transfer.
    func receive(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= answerBytesMax else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        if let take = call.takeText, isSequence, bytes.contains(JSONSequence.lineFeed) {
            JSONSequence.takeTexts(from: &body, take)
        }
        return true
    }

    private var isSequence: Bool {
        headers.contains { $0.name == "content-type" && $0.value == JSONSequence.mediaType }
    }

    /// Returns how many bytes there are to send, 0 at the end.
    func sendNext(into room: UnsafeMutableRawBufferPointer) -> Int {
        guard let piece = try? call.upload?.read(room.count), piece.count <= room.count else {
            return Int(CURL_READFUNC_ABORT)
        }
        room.copyBytes(from: piece)
        return piece.count
    }

    func receive(headerLine bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= 256 << 10 else {
            isTooLarge = true
            return false
        }
        if bytes.starts(with: "HTTP/".utf8) {
            headers.removeAll()  // an interim answer (1xx) came before this one
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            headers.append((Self.text(bytes[..<colon]).lowercased(), Self.text(bytes[(colon + 1)...])))
        }
        return true
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let trimmed = bytes.drop(while: isBlank)
        let end = trimmed.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? trimmed.startIndex
        return String(decoding: trimmed[..<end], as: UTF8.self)
    }
}

extension CurlTransfer {
    private static let connectionSecondsMax = 60

    /// Puts the request into an easy handle. The transfer must outlive the handle's use of it.
    /// Returns the header list to free afterwards.
    func configure(_ handle: UnsafeMutableRawPointer) -> UnsafeMutablePointer<curl_slist>? {
        emporia_curl_set_text(handle, CURLOPT_URL, call.url)
        emporia_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, call.method.rawValue)
        emporia_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        emporia_curl_set_text(handle, CURLOPT_PROXY, "")  // never through a proxy named by the environment
        emporia_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        emporia_curl_set_long(handle, CURLOPT_TCP_NODELAY, 1)
        // HTTP/2 by ALPN over TLS only: prior knowledge is broken on reuse in libcurl 7.88.
        emporia_curl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        let milliseconds = Int(max(1, min(call.timeoutSeconds * 1000, 86_400_000)))
        emporia_curl_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds)
        emporia_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, 2_000))
        // A busy connection would otherwise live for ever, and a replica that came later would get no share of the calls.
        emporia_curl_set_long(handle, CURLOPT_MAXLIFETIME_CONN, Self.connectionSecondsMax)
        emporia_curl_set_long(handle, CURLOPT_FRESH_CONNECT, call.mayRepeat && call.upload == nil ? 0 : 1)
        configureBody(of: handle)

        let context = Unmanaged.passUnretained(self).toOpaque()
        emporia_curl_set_pointer(handle, CURLOPT_PRIVATE, context)
        emporia_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        emporia_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        emporia_curl_set_callback(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlTransfer.from(context)?.receive(body: .init(start: bytes, count: size * count)) == true
                ? size * count : 0
        }
        emporia_curl_set_callback(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlTransfer.from(context)?.receive(headerLine: .init(start: bytes, count: size * count)) == true
                ? size * count : 0
        }

        let list = headerList()
        emporia_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
        return list
    }

    private func configureBody(of handle: UnsafeMutableRawPointer) {
        guard call.upload == nil else { return configureUpload(to: handle) }
        guard call.body != nil || !(call.method == .get || call.method == .delete) else { return }
        let body = call.body ?? []
        emporia_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        if body.isEmpty {
            // A nil pointer would make libcurl read the body from stdin.
            emporia_curl_set_text(handle, CURLOPT_COPYPOSTFIELDS, "")
        } else {
            _ = body.withUnsafeBytes { emporia_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
        }
    }

    /// Goes out in chunks, since nobody knows its length.
    private func configureUpload(to handle: UnsafeMutableRawPointer) {
        emporia_curl_set_long(handle, CURLOPT_UPLOAD, 1)
        emporia_curl_set_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
        emporia_curl_set_callback(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
            let room = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
            return CurlTransfer.from(context)?.sendNext(into: room) ?? Int(CURL_READFUNC_ABORT)
        }
    }

    private func headerList() -> UnsafeMutablePointer<curl_slist>? {
        // Without this libcurl holds larger bodies back for up to a second, waiting for "100 Continue".
        var list = curl_slist_append(nil, "expect:")
        if !call.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            list = curl_slist_append(list, "content-type:")
        }
        for header in call.headers {
            list = curl_slist_append(list, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        return list
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
