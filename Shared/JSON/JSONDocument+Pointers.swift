extension JSONDocument {
    /// The way from the root to a token (RFC 6901). Walked only when there is a problem to tell of, so that reading
    /// well-formed bodies carries no paths.
    func pointer(to target: Int) -> String {
        var pointer = ""
        var index = 0
        while index != target {
            let parent = tokens[index]
            var child = index + 1
            var position = 0
            while Int(tokens[child].next) <= target {
                child = Int(tokens[child].next)
                position += 1
            }
            if parent.kind == .object {
                pointer += "/" + Self.escapedForPointer(text(at: child))
                index = child + 1
                if target == child { return pointer }
            } else {
                pointer += "/\(position)"
                index = child
            }
        }
        return pointer
    }

    static func escapedForPointer(_ name: String) -> String {
        var escaped = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
