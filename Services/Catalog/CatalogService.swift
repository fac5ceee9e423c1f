@main
struct CatalogService {
    static func main() {}
}
