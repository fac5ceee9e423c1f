extension JSONDocument {
    /// Records each member below `index` that nobody has asked for; a field the reader does not know is a misspelt
    /// one or one meant for another version, and dropping it silently would lose what the sender meant.
    func refuseUnreadMembers(below index: Int) {
        guard !allowsUnknown, !tokens[index].isChecked else { return }
        tokens[index].isChecked = true
        guard tokens[index].kind == .object || tokens[index].kind == .array else { return }
        let end = Int(tokens[index].next)
        var child = index + 1
        while child < end {
            if !tokens[child].isKey {
                refuseUnreadMembers(below: child)
            } else if tokens[child].isConsumed {
                refuseUnreadMembers(below: child + 1)
            } else {
                fail(child, "is not a known field")
            }
            child = Int(tokens[child].next)
        }
    }

    /// Takes everything below `index` as read.
    func markChecked(_ index: Int) {
        tokens[index].isChecked = true
    }
}
