import NIOCore

extension BodyStream {
    /// The chunks as plain bytes, for services that know nothing of NIO. The next is read when `body` has returned.
    public func forEachChunk(_ body: ([UInt8]) async throws -> Void) async throws {
        for try await chunk in self { try await body(Array(buffer: chunk)) }
    }
}
