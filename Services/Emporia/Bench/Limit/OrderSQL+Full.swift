extension OrderSQL {
    /// The same rows and commits as a checkout with two lines: intent; reservation; payment asked, payment authorised;
    /// placed with its event; then what each hearer of the event writes.
    enum Full {
        static let schema = """
            DROP SCHEMA IF EXISTS bench_full CASCADE;
            CREATE SCHEMA bench_full;
            SET search_path = bench_full;
            CREATE TABLE stock (sku int PRIMARY KEY, on_hand bigint NOT NULL CHECK (on_hand >= reserved), reserved bigint NOT NULL);
            INSERT INTO stock SELECT sku, 1000000000, 0 FROM generate_series(1, 100000) AS sku;
            CREATE TABLE orders (id uuid PRIMARY KEY, status text NOT NULL, document json, changed_at timestamptz DEFAULT now());
            CREATE TABLE sagas (id uuid PRIMARY KEY, state json NOT NULL);
            CREATE TABLE keys (caller text, key uuid, body bytea, PRIMARY KEY (caller, key));
            CREATE TABLE history (order_id uuid, version int, status text, PRIMARY KEY (order_id, version));
            CREATE TABLE reservations (order_id uuid PRIMARY KEY, status text NOT NULL);
            CREATE TABLE allocations (order_id uuid, line int, quantity int, PRIMARY KEY (order_id, line));
            CREATE TABLE payments (id uuid PRIMARY KEY, order_id uuid NOT NULL, status text NOT NULL);
            CREATE INDEX ON payments (order_id);
            CREATE TABLE outbox (position bigserial PRIMARY KEY, id uuid, data json, sent_at timestamptz);
            CREATE INDEX ON outbox (position) WHERE sent_at IS NULL;
            CREATE TABLE inbox (hearer text, id uuid, PRIMARY KEY (hearer, id));
            CREATE TABLE shipments (id uuid PRIMARY KEY, order_id uuid, document json);
            CREATE TABLE points (position bigserial PRIMARY KEY, order_id uuid, delta int);
            """

        /// A pgbench script; `document` stands for an order's breakdown, about as long as a real one.
        static let script = """
            SELECT gen_random_uuid() AS id \\gset
            BEGIN;
            INSERT INTO bench_full.orders VALUES (:id, 'checkingOut', NULL);
            INSERT INTO bench_full.sagas VALUES (:id, '{}');
            INSERT INTO bench_full.keys VALUES ('customer', :id, NULL);
            INSERT INTO bench_full.history VALUES (:id, 1, 'checkingOut');
            COMMIT;
            BEGIN;
            UPDATE bench_full.stock SET reserved = reserved + 1 WHERE sku = :first;
            UPDATE bench_full.stock SET reserved = reserved + 1 WHERE sku = :second;
            INSERT INTO bench_full.reservations VALUES (:id, 'held');
            INSERT INTO bench_full.allocations VALUES (:id, 1, 1), (:id, 2, 1);
            COMMIT;
            INSERT INTO bench_full.payments VALUES (:id, :id, 'authorising');
            BEGIN;
            UPDATE bench_full.payments SET status = 'authorised' WHERE id = :id;
            INSERT INTO bench_full.outbox (id, data) VALUES (:id, '{}');
            COMMIT;
            BEGIN;
            UPDATE bench_full.orders SET status = 'placed', document = json_build_object('d', repeat('x', 900)) WHERE id = :id;
            INSERT INTO bench_full.history VALUES (:id, 2, 'placed');
            DELETE FROM bench_full.sagas WHERE id = :id;
            UPDATE bench_full.keys SET body = '\\x00' WHERE caller = 'customer' AND key = :id;
            INSERT INTO bench_full.outbox (id, data) VALUES (:id, json_build_object('d', repeat('x', 900)));
            COMMIT;
            BEGIN;
            INSERT INTO bench_full.inbox VALUES ('inventory', :id);
            UPDATE bench_full.reservations SET status = 'firm' WHERE order_id = :id;
            COMMIT;
            BEGIN;
            INSERT INTO bench_full.inbox VALUES ('logistics', :id), ('marketing', :id), ('payment', :id);
            INSERT INTO bench_full.shipments VALUES (:id, :id, '{}');
            INSERT INTO bench_full.points (order_id, delta) VALUES (:id, 1);
            COMMIT;
            """
    }
}
