@main
struct OrderService {
    static func main() {}
}
