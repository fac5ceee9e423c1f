import JSON

extension ServiceClient {
    /// Several calls as one request. Each is told what became of itself as soon as the peer says so; those of which it says
    /// nothing, why nobody knows.
    func askTogether(_ party: CallGathering.Party) async {
        let travellers = party.travellers
        if travellers.count == 1 { return party.answer(0, await askAlone(travellers[0])) }
        var batch = PeerCall(
            method: .post,
            path: BatchRoute.path,
            headers: [("content-type", "application/json")],
            body: JSON.encode(Batch(travellers.map(BatchedCall.init))),
            // As each of them is.
            isIdempotent: true,
            attemptsMax: 1
        )
        batch.takeText = { text in
            guard let answer = try? JSON.decode(BatchedAnswer.self, from: text, allowingUnknown: true) else { return }
            party.answer(answer.place, .success(HTTPAnswer(answer)))
        }
        do {
            let seconds = travellers.map(\.timeoutSeconds).max() ?? 0
            let answer = try await ask(batch, context: travellers[0].context, timeoutSeconds: seconds)
            switch answer.status {
            case 200: break
            case 408, 429, 500...: party.answerRest(.success(answer))
            // Such as a release that knows no batches, or not this form of them. None of the calls has been begun.
            default: await askEachAlone(party)
            }
        } catch {
            party.answerRest(.failure(error))
        }
    }

    private func askEachAlone(_ party: CallGathering.Party) async {
        await withTaskGroup { group in
            for (place, traveller) in party.travellers.enumerated() {
                group.addTask { party.answer(place, await self.askAlone(traveller)) }
            }
        }
    }

    private func askAlone(_ traveller: CallGathering.Traveller) async -> CallGathering.Answer {
        do {
            return .success(
                try await ask(traveller.call, context: traveller.context, timeoutSeconds: traveller.timeoutSeconds)
            )
        } catch {
            return .failure(error)
        }
    }
}

extension BatchedCall {
    fileprivate init(_ traveller: CallGathering.Traveller) {
        self.init(
            method: traveller.call.method,
            path: traveller.call.path,
            requestID: traveller.context.requestID,
            trace: traveller.context.trace.child(),
            deadlineMilliseconds: Int(traveller.timeoutSeconds * 1000),
            body: traveller.call.body
        )
    }
}

extension HTTPAnswer {
    fileprivate init(_ answer: BatchedAnswer) {
        self.init(
            status: answer.status,
            headers: answer.retryAfterSeconds.map { [("retry-after", "\($0)")] } ?? [],
            body: answer.body
        )
    }
}
