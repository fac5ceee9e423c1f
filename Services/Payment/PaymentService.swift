@main
struct PaymentService {
    static func main() {}
}
