import ArgumentParser
import Foundation
import Models
import ServiceKit

/// Prints a token of the development issuer.
struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a bearer token for a role.")

    @OptionGroup var state: StateOptions
    @Option(
        name: .customLong("role"),
        help: "One or several of \(Role.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: role
    )
    var roles: [Role] = []
    @Option(help: "Whom the token is for.") var subject = "developer"
    @Option(help: "The customer's id, for the role customer.", transform: parsed) var customer: CustomerID?
    @Option(help: "The channel, for the role channel.", transform: parsed) var channel: ChannelID?
    @Option(help: "The seller's id, for the role seller.", transform: parsed) var seller: SellerID?
    @Option(help: "How long the token is good for.") var hours: Int64 = 8

    func run() throws {
        let token = try Secrets(state.folder()).tokens.issue(
            subject: subject,
            roles: roles.isEmpty ? [.administrator] : roles,
            customerID: customer,
            sellerID: seller,
            channelID: channel,
            lifetimeSeconds: hours * 3600
        )
        print(token)
    }
}

/// Reads an id or a code off the command line.
@Sendable func parsed<T: LosslessStringConvertible>(_ text: String) throws -> T {
    guard let value = T(text) else { throw ValidationError("\"\(text)\" is not valid here.") }
    return value
}

@Sendable private func role(_ text: String) throws -> Role {
    guard let role = Role(rawValue: text) else { throw ValidationError("There is no role \"\(text)\".") }
    return role
}
