import JSON

/// How the order service took sales.
struct SoldCounts: Equatable, Sendable {
    /// As new or as known; which of them is not for the answer to tell, since a repeated request gets the first answer.
    var taken = 0
    var rejected = 0
    /// The first few, in the order service's own words.
    var rejections: [String] = []

    static func += (sum: inout SoldCounts, other: SoldCounts) {
        sum.taken += other.taken
        sum.rejected += other.rejected
        sum.rejections = Array((sum.rejections + other.rejections).prefix(10))
    }
}

extension SoldCounts {
    init(_ answer: TakenOrders) {
        for order in answer.results {
            switch order.status {
            case .created, .duplicate: taken += 1
            case .rejected:
                rejected += 1
                rejections.append("basket \(order.externalID): \(order.problem)")
            }
        }
        rejections = Array(rejections.prefix(10))
    }
}

/// The answer of `POST /v1/intake/till-orders`.
struct TakenOrders: JSONReadable {
    let results: [Result]

    struct Result: JSONReadable {
        let externalID: String
        let status: Status
        let problem: String

        enum Status: String, CaseIterable, JSONReadable {
            case created, duplicate, rejected
        }

        init?(json: JSONNode) {
            json.ignoreUnknown()
            let externalID = json.text("externalId")
            let status: Status? = json.required("status")
            guard let externalID, let status else { return nil }
            self.externalID = externalID
            self.status = status
            problem = json.child("problem").map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? ""
        }
    }

    init?(json: JSONNode) {
        guard let results: [Result] = json.required("results") else { return nil }
        self.results = results
    }
}
