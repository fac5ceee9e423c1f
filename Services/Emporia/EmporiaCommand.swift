@main
struct EmporiaCommand {
    static func main() {}
}
