@main
struct MarketingService {
    static func main() {}
}
