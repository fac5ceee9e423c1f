import ArgumentParser

/// Writes a shop's keys and passwords as files, for containers and clusters.
struct WriteSecrets: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Write the shop's keys and passwords as files, a folder for each service; makes what is missing."
    )

    @OptionGroup var state: StateOptions
    @Argument(help: "The folder that gets them.") var folder: String

    func run() throws {
        try SecretFiles(secrets: Secrets(state.folder()), target: StateFolder(folder)).write()
        Terminal.good("keys and passwords in \(folder)")
    }
}
