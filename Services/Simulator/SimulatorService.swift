@main
struct SimulatorService {
    static func main() {}
}
