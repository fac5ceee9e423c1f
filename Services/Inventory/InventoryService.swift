@main
struct InventoryService {
    static func main() {}
}
