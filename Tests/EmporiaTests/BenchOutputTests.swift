import Models
import Testing

@testable import EmporiaCommand

@Suite("What benches read and print")
struct BenchOutputTests {
    @Test("pgbench's rate is found in its report")
    func pgbench() {
        let report = """
            transaction type: <stdin>
            number of transactions actually processed: 9876
            latency average = 2.551 ms
            initial connection time = 8.214 ms
            tps = 3135.402117 (without initial connection time)
            """

        #expect(PgBench.rate(in: report) == 3135.402117)
        #expect(PgBench.rate(in: "pgbench: error: connection failed") == nil)
    }

    @Test("wrk's figures are found in its report, whatever units it chose")
    func wrk() throws {
        let report = """
            Running 5s test @ http://127.0.0.1:8081
              1 threads and 32 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency   635.91us    0.89ms  12.92ms   93.69%
              Latency Distribution
                 50%  250.00us
                 75%    1.10ms
                 99%    1.72s
              94563 requests in 5.00s, 17.76MB read
              Socket errors: connect 0, read 3, write 0, timeout 1
              Non-2xx or 3xx responses: 12
            Requests/sec:  18912.53
            """

        let result = try #require(Wrk.result(in: report))

        #expect(result.requests == 94_563)
        #expect(result.perSecond == 18912.53)
        #expect(result.p50Milliseconds == 0.25)
        #expect(result.p99Milliseconds == 1720)
        #expect(result.refused == 16)
        #expect(Wrk.result(in: "unable to connect") == nil)
    }

    @Test(
        "numbers have about three digits that count",
        arguments: [(7266.4, "7266"), (63.44, "63.4"), (1.274, "1.27"), (0.0456, "0.046"), (-2.5, "-2.50"), (0, "0")]
    )
    func numbers(value: Double, text: String) {
        #expect(value.short == text)
    }

    @Test("a table's columns line up")
    func table() {
        var table = Table("", "orders/s")
        table.add("8 buyers", "215")
        table.add("128", "1,024")

        #expect(table.text == "            orders/s\n  8 buyers       215\n  128          1,024")
    }

    @Test("figures are one line of JSON")
    func figures() {
        var figures = Figures("hot")
        figures["ratio_to_row"] = 5.123456
        figures["oversold"] = 0

        #expect(figures.line == #"{"bench":"hot","ratio_to_row":5.1235,"oversold":0.0}"#)
    }

    @Test("copied products have ids of their own and words that twenty, or one in a hundred, share")
    func copies() {
        let ids = [1, 2, 999_999, 1_000_000].map(ReadCatalogue.id)

        #expect(Set(ids).count == 4)
        #expect(ids.allSatisfy { ProductID($0) != nil })
        #expect(ReadCatalogue.rareWord(40) == ReadCatalogue.rareWord(59))
        #expect(ReadCatalogue.rareWord(40) != ReadCatalogue.rareWord(60))
        #expect(ReadCatalogue.commonWord(7) == "hue07")
    }
}
