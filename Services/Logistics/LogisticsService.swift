@main
struct LogisticsService {
    static func main() {}
}
