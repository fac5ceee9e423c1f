extension Endpoint {
    /// The same route, which also refuses card data in path, query and headers; bodies are searched on every route.
    public func refusingCardData() -> Endpoint {
        let guarded = handler
        return Endpoint(method, path, access, body: body) { request in
            if let finding = CardDataGuard.finding(around: request) { throw Problem(finding) }
            return try await guarded(request)
        }
    }
}

extension CardDataGuard {
    /// Looks at everything but the body. An `Idempotency-Key` would be stored as it is.
    static func finding(around request: ServiceRequest) -> Finding? {
        if request.path.split(separator: "/").contains(where: { isCardNumber(PercentEncoding.decoded($0) ?? "") }) {
            return .cardNumber(field: "")
        }
        for (name, value) in request.query.pairs {
            if isCardField(name) { return .cardField(name) }
            if isCardNumber(value) { return .cardNumber(field: name) }
        }
        return request.headers.first { isCardNumber($0.value) }.map { .cardNumber(field: $0.name.rawName) }
    }
}
