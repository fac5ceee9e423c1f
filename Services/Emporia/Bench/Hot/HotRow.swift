/// The hot row, as pgbench and as wrk ask for it.
enum HotRow {
    static let schema = """
        CREATE SCHEMA bench;
        CREATE TABLE bench.hot (sku int PRIMARY KEY, reserved bigint NOT NULL) WITH (fillfactor = 50);
        INSERT INTO bench.hot VALUES (1, 0);
        """

    static let script = "UPDATE bench.hot SET reserved = reserved + 1 WHERE sku = 1;"

    static func body(_ sku: String) -> String {
        #"{"channelId":"\#(BenchGoods.channel)","lines":[{"lineId":1,"sku":"\#(sku)","quantity":1}],"holdSeconds":3600}"#
    }

    /// A hold for another order each time; one thread, so the counter is all that an id needs.
    static func holds(of sku: String, round: Int, token: String) -> String {
        """
        local number = 0
        wrk.method = "PUT"
        wrk.body = '\(body(sku))'
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Authorization"] = "Bearer \(token)"
        request = function()
          number = number + 1
          return wrk.format(nil, string.format("/v1/reservations/0190%04x-0000-7000-8000-%012x", \(round), number))
        end
        """
    }
}
