import Testing

@testable import EmporiaCommand

@Suite("Free ports")
struct PortsTests {
    @Test("are given once each, whoever asks and though nobody listens on them yet")
    func differ() async throws {
        let ports = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<8 { group.addTask { try (0..<100).map { _ in try Ports.free() } } }
            return try await group.reduce(into: []) { $0 += $1 }
        }

        #expect(Set(ports).count == 800)
    }
}
