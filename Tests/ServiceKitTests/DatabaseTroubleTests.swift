import Postgres
import Testing

@testable import ServiceKit

@Suite("What the database refuses")
struct DatabaseTroubleTests {
    @Test(
        "XC-06 because it is full, read-only or stopping is no fault of the service's code, and may be asked again",
        arguments: ["53100", "53300", "25006", "57P01", "58030"] as [SQLState]
    )
    func trouble(state: SQLState) {
        let error = PostgresError.server(ServerFailure(sqlState: state, message: "no"))

        #expect(Problem.expected(error)?.status == .serviceUnavailable)
        #expect(error.isDatabaseTrouble)
    }

    @Test("XC-06 because a statement is wrong is a fault, and says nothing to the caller")
    func fault() {
        let error = PostgresError.server(ServerFailure(sqlState: "42703", message: "no such column"))

        #expect(Problem.expected(error) == nil)
    }
}
