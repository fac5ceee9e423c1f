-- Erases a person: names, addresses, ways to reach them and the identities they sign in with. Orders, payments, points and
-- the ledger keep their amounts. Who is erased is said as the history of an order has it:
--   psql --set person=customer:0198f0a2-5d1c-7c3e-8a44-3f1d2b6c9e10 < k8s/erase.sql
-- Where schemas have servers of their own: order's first, then each other one with `--set orders=` what that one printed.
\set ON_ERROR_STOP 1
\pset tuples_only on
\pset format unaligned
BEGIN;
-- What is written once and for all takes even this change only so.
SET LOCAL session_replication_role = replica;

CREATE FUNCTION pg_temp.erased(address jsonb) RETURNS jsonb IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT jsonb_build_object('name', 'erased', 'lines', '["erased"]'::jsonb, 'city', 'erased', 'postalCode', '',
                              'country', address -> 'country')
$$;
CREATE FUNCTION pg_temp.erased_delivery(delivery jsonb) RETURNS json IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object('method', delivery -> 'method', 'locationId', delivery -> 'locationId',
                                                'address', pg_temp.erased(nullif(delivery -> 'address', 'null'))))::json
$$;
-- An order's own news, with what people wrote freely.
CREATE FUNCTION pg_temp.erased_event(data jsonb) RETURNS json IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT (data || jsonb_strip_nulls(jsonb_build_object('delivery', pg_temp.erased_delivery(data -> 'delivery'),
                                                         'reason', CASE WHEN data ? 'reason' THEN 'erased' END)))::json
$$;

SELECT to_regnamespace('order') IS NOT NULL AS has_order, to_regnamespace('payment') IS NOT NULL AS has_payment,
       to_regnamespace('logistics') IS NOT NULL AS has_logistics, to_regnamespace('marketing') IS NOT NULL AS has_marketing,
       regexp_replace(:'person', '^guest:guest:', 'guest:') AS person,
       CASE WHEN :'person' LIKE 'customer:%' THEN split_part(:'person', ':', 2) END AS customer \gset
\if :{?customer}
\else
    \set customer 00000000-0000-0000-0000-000000000000
\endif

\if :has_order
    SELECT coalesce(array_agg(id), '{}') AS orders,
           count(*) FILTER (WHERE status NOT IN ('delivered', 'cancelled', 'rejected')) = 0 AS ended
      FROM "order".orders
     WHERE customer_id = :'customer' OR guest = :'person' \gset
    \if :ended
    \else
        DO $$ BEGIN RAISE EXCEPTION 'an order is still under way: cancel it, or wait until it has arrived'; END $$;
    \endif
    SELECT :'orders';

    UPDATE "order".orders
       SET delivery = pg_temp.erased_delivery(delivery::jsonb),
           cancel_reason = CASE WHEN cancel_reason IS NOT NULL THEN 'erased' END
     WHERE id = ANY (:'orders');
    UPDATE "order".order_history
       SET reason = 'erased'
     WHERE order_id = ANY (:'orders') AND (actor IN (:'person', 'guest:' || :'person') OR actor LIKE 'staff:%');
    UPDATE "order".refunds SET reason = 'erased' WHERE order_id = ANY (:'orders');
    UPDATE "order".baskets SET delivery = NULL WHERE customer_id = :'customer' OR guest = :'person';
    UPDATE "order".outbox SET data = pg_temp.erased_event(data::jsonb) WHERE subject = ANY (:'orders'::text[]);
    DELETE FROM "order".idempotency_keys
     WHERE caller = :'person' OR reference = ANY (:'orders'::text[])
        OR EXISTS (SELECT FROM unnest(:'orders'::text[]) AS id WHERE position(id::bytea IN body) > 0);
\endif

\if :has_payment
    UPDATE payment.payments SET token = NULL, return_url = NULL WHERE order_id = ANY (:'orders');
    UPDATE payment.refunds SET reason = 'erased'
     WHERE payment_id IN (SELECT id FROM payment.payments WHERE order_id = ANY (:'orders'));
    UPDATE payment.outbox SET data = pg_temp.erased_event(data::jsonb)
     WHERE data::jsonb ->> 'orderId' = ANY (:'orders'::text[]);
    DELETE FROM payment.idempotency_keys WHERE caller = :'person';
\endif

\if :has_logistics
    UPDATE logistics.shipments SET address = pg_temp.erased(address) WHERE order_id = ANY (:'orders');
    UPDATE logistics.scans SET place = NULL, detail = NULL
     WHERE shipment_id IN (SELECT id FROM logistics.shipments WHERE order_id = ANY (:'orders'));
    DELETE FROM logistics.idempotency_keys
     WHERE caller = :'person'
        OR EXISTS (SELECT FROM logistics.shipments
                    WHERE order_id = ANY (:'orders')
                      AND (position(id::text::bytea IN body) > 0 OR position(order_id::text::bytea IN body) > 0));
\endif

\if :has_marketing
    UPDATE marketing.customers
       SET name = NULL, email = NULL, phone = NULL, version = version + 1, changed_at = now()
     WHERE id = :'customer' OR merged_into = :'customer';
    DELETE FROM marketing.customer_identities WHERE customer_id = :'customer';
    UPDATE marketing.customer_merges SET identities = '[]', reason = 'erased' WHERE :'customer' IN (survivor_id, merged_id);
    DELETE FROM marketing.idempotency_keys WHERE caller = :'person' OR position(:'customer'::bytea IN body) > 0;
\endif
COMMIT;
