import ArgumentParser
import ServiceKit

/// The `emporia` command: starts a whole shop on one machine, fills it, and checks that its promises hold.
@main
struct EmporiaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emporia",
        abstract: "Runs an omnichannel shop on this machine.",
        subcommands: [
            Up.self, Down.self, Token.self, Doctor.self, Seed.self, Check.self, Replay.self, Bench.self,
            LoadCommand.self,
            WriteSecrets.self, PrepareDatabase.self, Key.self,
        ]
    )

    static func main() async {
        // Postgres and the services, too, which it starts.
        Scheduling.batch()
        await main(nil)
    }
}
