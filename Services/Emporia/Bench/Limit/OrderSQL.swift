/// The SQL of one order and nothing else, for pgbench: the limit that the services work towards. No JSON is parsed, no
/// price calculated, no HTTP spoken.
enum OrderSQL {
    /// The smaller SKU comes first, so that no two orders wait for each other.
    static let choice = """
        \\set first random(1, :skus - 1)
        \\set second random(:first + 1, :skus)
        \\set customer random(1, 100000)

        """

    /// Two conditional stock updates, the order, two lines, the payment and an event: what any shop has to write.
    enum Minimal {
        static func schema(skus: Int) -> String {
            """
            DROP SCHEMA IF EXISTS bench CASCADE;
            CREATE SCHEMA bench;
            CREATE TABLE bench.stock (
                sku int PRIMARY KEY, on_hand bigint NOT NULL, reserved bigint NOT NULL DEFAULT 0,
                CHECK (reserved BETWEEN 0 AND on_hand)
            ) WITH (fillfactor = 50);
            INSERT INTO bench.stock SELECT sku, 1000000000 FROM generate_series(1, \(skus)) AS sku;
            CREATE TABLE bench.orders (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text NOT NULL, status text NOT NULL,
                currency text NOT NULL, total_minor bigint NOT NULL, placed_at timestamptz NOT NULL DEFAULT now()
            );
            CREATE TABLE bench.lines (
                order_id bigint NOT NULL, line int NOT NULL, sku int NOT NULL, quantity int NOT NULL,
                total_minor bigint NOT NULL, PRIMARY KEY (order_id, line)
            );
            CREATE TABLE bench.payments (
                order_id bigint PRIMARY KEY, status text NOT NULL, amount_minor bigint NOT NULL, token text NOT NULL
            );
            CREATE TABLE bench.outbox (
                position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, type text NOT NULL, data json NOT NULL,
                sent_at timestamptz
            );
            ANALYZE bench.stock;
            """
        }

        /// Each statement a round trip.
        static let statements =
            """
            BEGIN;
            UPDATE bench.stock SET reserved = reserved + 1 WHERE sku = :first AND on_hand - reserved >= 1;
            UPDATE bench.stock SET reserved = reserved + 1 WHERE sku = :second AND on_hand - reserved >= 1;
            INSERT INTO bench.orders (customer, status, currency, total_minor)
                VALUES (:customer, 'placed', 'CNY', 3980) RETURNING id \\gset
            INSERT INTO bench.lines VALUES (:id, 1, :first, 1, 1990), (:id, 2, :second, 1, 1990);
            INSERT INTO bench.payments VALUES (:id, 'authorised', 3980, 'tok_ok');
            INSERT INTO bench.outbox (type, data) VALUES ('order.placed', json_build_object('orderId', :id::bigint));
            COMMIT;
            """

        /// The same rows in one round trip.
        static let oneStatement =
            """
            WITH one AS (
                UPDATE bench.stock SET reserved = reserved + 1
                 WHERE sku = :first AND on_hand - reserved >= 1 RETURNING sku
            ), two AS (
                UPDATE bench.stock SET reserved = reserved + 1
                 WHERE sku = :second AND on_hand - reserved >= 1 RETURNING sku
            ), placed AS (
                INSERT INTO bench.orders (customer, status, currency, total_minor)
                SELECT :customer, 'placed', 'CNY', 3980 FROM one, two RETURNING id
            ), lines AS (
                INSERT INTO bench.lines
                SELECT id, line, sku, 1, 1990
                  FROM placed CROSS JOIN (VALUES (1, :first::int), (2, :second::int)) AS chosen (line, sku)
            ), payment AS (
                INSERT INTO bench.payments SELECT id, 'authorised', 3980, 'tok_ok' FROM placed
            )
            INSERT INTO bench.outbox (type, data)
            SELECT 'order.placed', json_build_object('orderId', id) FROM placed;
            """
    }
}
