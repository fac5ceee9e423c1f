import CCurl

/// How a transfer ended.
enum CurlOutcome {
    case answered(status: Int)
    case failed(HTTPCallError)

    /// Reads the handle before it is reset.
    init(of handle: UnsafeMutableRawPointer, code: CURLcode, isTooLarge: Bool) {
        if code == CURLE_OK {
            self = .answered(status: Self.number(CURLINFO_RESPONSE_CODE, of: handle))
            return
        }
        let reason = String(cString: curl_easy_strerror(code))
        let wasSent = Self.number(CURLINFO_REQUEST_SIZE, of: handle) > 0
        switch code {
        case _ where isTooLarge:
            self = .failed(.answerTooLarge)
        case CURLE_OPERATION_TIMEDOUT:
            self = .failed(.timeout(sent: wasSent))
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            self = .failed(.invalidCall(reason))
        case _ where wasSent:
            self = .failed(.answerLost(reason))
        default:
            self = .failed(.unreachable(reason))
        }
    }

    private static func number(_ info: CURLINFO, of handle: UnsafeMutableRawPointer) -> Int {
        var value = 0
        emporia_curl_get_long(handle, info, &value)
        return value
    }
}
