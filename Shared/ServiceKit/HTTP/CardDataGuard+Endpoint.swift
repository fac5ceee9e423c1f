import JSON

extension Endpoint {
    /// The same route, which refuses a request with card data in its path, query, headers or body before anything else
    /// sees it.
    public func refusingCardData() -> Endpoint {
        let guarded = handler
        return Endpoint(method, path, access, body: body) { request in
            if let finding = CardDataGuard.finding(in: request) { throw Problem.cardData(finding) }
            return try await guarded(request)
        }
    }
}

extension CardDataGuard {
    static func finding(in request: ServiceRequest) -> Finding? {
        if request.path.split(separator: "/").contains(where: { isCardNumber(PercentEncoding.decoded($0) ?? "") }) {
            return .cardNumber(field: "")
        }
        if let pair = request.query.first(where: { isCardNumber($1) || isCardField($0) }) {
            return isCardField(pair.name) ? .cardField(pair.name) : .cardNumber(field: pair.name)
        }
        if let header = request.headers.first(where: { isCardNumber($0.value) }) {
            return .cardNumber(field: header.name.rawName)
        }
        return finding(inBody: request.body)
    }
}

extension Problem {
    static func cardData(_ finding: CardDataGuard.Finding) -> Problem {
        let (title, detail) = ("Card data is not taken here", "Send the token that your payment provider gave you.")
        switch finding {
        case .cardNumber(let field):
            let fields = field.isEmpty ? [] : [FieldProblem(pointer: "/\(field)", detail: "holds a card number")]
            return Problem(.unprocessableContent, "card-data", title, detail: detail, fields: fields)
        case .cardField(let name):
            let field = FieldProblem(pointer: "/\(name)", detail: "is a field for card data")
            return Problem(.unprocessableContent, "card-data", title, detail: detail, fields: [field])
        }
    }
}
