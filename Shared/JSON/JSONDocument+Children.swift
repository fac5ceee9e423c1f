extension JSONDocument {
    /// Tokens of an array's elements or an object's keys, in their order.
    func children(of index: Int) -> [Int] {
        var found: [Int] = []
        let end = Int(tokens[index].next)
        var child = index + 1
        while child < end {
            found.append(child)
            child = Int(tokens[child].next)
        }
        return found
    }
}
