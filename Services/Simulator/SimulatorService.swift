import Models
import ServiceKit

/// A payment provider for development and tests. It keeps an append-only journal, the witness against which the shop's
/// own books are checked, and behaves as badly as it is told to.
@main
struct SimulatorService {
    static func main() async {
        await ServiceRunner.mainWithoutDatabase(.simulator, assemble: assemble)
    }

    static func assemble(_ environment: StatelessEnvironment) throws -> ServiceDefinition {
        let configuration = environment.configuration
        let behaviour = BehaviourBox()
        let signature = try environment.secrets.providerSignature()
        let journal = try Journal(path: configuration.string("simulator.journal", default: "simulator-journal.jsonl"))
        let callbacks = CallbackSender(
            client: try CurlClient(),
            signature: signature,
            behaviour: behaviour,
            logger: environment.logger
        )
        let routes = SimulatorRoutes(
            bank: try Bank(journal: journal),
            behaviour: behaviour,
            callbacks: callbacks,
            signature: signature,
            publicURL: configuration.string("simulator.public.url", default: "http://127.0.0.1:8090")
        )
        return ServiceDefinition(routes: routes.endpoints, workers: [callbacks])
    }
}
