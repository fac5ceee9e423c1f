import Models
import ServiceKit

/// Where a shop's services answer, and who signs people in there: all that a caller has to know of it.
struct ShopEntrance: Sendable {
    let urls: [ServiceName: String]
    let tokens: TokenIssuer

    func url(of name: ServiceName) -> String {
        urls[name] ?? "http://127.0.0.1:\(name.defaultPort)"
    }

    /// A shop whose services run elsewhere, as in containers: found by the settings that they find each other by.
    ///
    /// Its issuer's key comes from `EMPORIA_ISSUER_KEY` or the file that `EMPORIA_ISSUER_KEY_FILE` names.
    static func elsewhere(_ configuration: ServiceConfiguration = .environment()) throws -> ShopEntrance {
        guard let key = SigningKey(text: try configuration.requiredSecret("issuer.key")) else {
            throw Secrets.Broken(description: "EMPORIA_ISSUER_KEY is not a signing key")
        }
        let urls = ServiceName.allCases.compactMap { name in
            configuration.string("\(name.rawValue).url").map { (name, $0) }
        }
        let issuer = configuration.string("issuer", default: Secrets.issuer)
        return ShopEntrance(
            urls: Dictionary(urls, uniquingKeysWith: { first, _ in first }),
            tokens: TokenIssuer(issuer: issuer, key: key)
        )
    }
}
