import HTTPTypes
import NIOCore
import Testing

@testable import ServiceKit

@Suite("The address of a client")
struct ClientAddressTests {
    @Test("is an IPv4 address as it is, also where IPv6 wraps it")
    func version4() {
        #expect(ClientAddress("192.0.2.1") != ClientAddress("192.0.2.2"))
        #expect(ClientAddress("192.0.2.1") == ClientAddress("::ffff:192.0.2.1"))
    }

    @Test("is of IPv6 what one customer of a network is given")
    func version6() {
        #expect(ClientAddress("2001:db8:1:2::1") == ClientAddress("2001:db8:1:2:ffff::9"))
        #expect(ClientAddress("2001:db8:1:2::1") != ClientAddress("2001:db8:1:3::1"))
    }

    @Test("is nothing else", arguments: ["", "shop", "192.0.2.1:80", "[2001:db8::1]", "192.0.2.1 192.0.2.2"])
    func nothingElse(text: String) {
        #expect(ClientAddress(text) == nil)
    }

    @Test(
        "is the entry that the first proxy of ours added, and the peer's where that is missing or no address",
        arguments: [
            (nil, 0, "198.51.100.9"),
            ("192.0.2.1", 0, "198.51.100.9"),
            ("192.0.2.1", 1, "192.0.2.1"),
            ("6.6.6.6, 192.0.2.1", 1, "192.0.2.1"),
            ("6.6.6.6,192.0.2.1,10.0.0.1", 2, "192.0.2.1"),
            ("192.0.2.1", 2, "198.51.100.9"),
            ("192.0.2.1, unknown", 1, "198.51.100.9"),
            (nil, 1, "198.51.100.9"),
        ]
    )
    func proxies(forwarded: String?, proxies: Int, expected: String) throws {
        var headers = HTTPFields()
        if let forwarded { headers[HTTPField.Name("X-Forwarded-For")!] = forwarded }
        let peer = try SocketAddress(ipAddress: "198.51.100.9", port: 4711)

        #expect(ClientAddress(headers, proxies: proxies, peer: peer) == ClientAddress(expected))
    }
}
