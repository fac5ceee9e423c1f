/// How badly the provider behaves. The default is a provider that works.
struct Behaviour: Equatable, Sendable {
    /// Added to every answer.
    var latencyMilliseconds = 0
    /// How many requests of a thousand fail before anything is done.
    var failPerMille = 0
    /// How many requests of a thousand are carried out, but answered with an error.
    var loseAnswerPerMille = 0
    /// How many charges of a thousand are declined whatever their token.
    var declinePerMille = 0

    var callbackDelayMilliseconds = 0
    var callbackTwice = false
    /// Earlier callbacks of a charge are held back longer than later ones.
    var callbackOutOfOrder = false
    var callbackLossPerMille = 0
    /// Also tells by callback what the answer to a request told already.
    var callbackAlways = false

    /// Customers approve by themselves after this time; nil waits for somebody to act.
    var approveAfterMilliseconds: Int?
    /// How long a customer has to act.
    var actionSeconds = 900
}

extension Behaviour {
    /// What happens to one request, decided once: `dice` are numbers from 0 to 999.
    struct Fate: Equatable, Sendable {
        var fails = false
        var losesAnswer = false
        var declines = false
        var losesCallback = false
    }

    func fate(dice: () -> Int) -> Fate {
        Fate(
            fails: dice() < failPerMille,
            losesAnswer: dice() < loseAnswerPerMille,
            declines: dice() < declinePerMille,
            losesCallback: dice() < callbackLossPerMille
        )
    }

    /// How long a callback is held back. Out of order, the first one of a charge arrives after its third.
    func callbackPauseMilliseconds(sequence: Int) -> Int {
        callbackDelayMilliseconds + (callbackOutOfOrder ? max(0, 600 - 200 * sequence) : 0)
    }
}
