-- Who carries parcels, and how each numbers its labels.
CREATE TABLE carriers (
    code           text PRIMARY KEY CHECK (code ~ '^[a-z0-9-]{1,40}$'),
    name           text    NOT NULL,
    numbering      text    NOT NULL CHECK (numbering IN ('s10', 'sscc')),
    -- S10: the service indicator and the country of the post. SSCC: the extension digit and GS1 company prefix.
    number_prefix  text    NOT NULL,
    number_suffix  text    NOT NULL DEFAULT '',
    -- Countries it delivers to; empty means all.
    countries      text[]  NOT NULL DEFAULT '{}',
    units_max      integer NOT NULL CHECK (units_max > 0),
    priority       integer NOT NULL,
    active         boolean NOT NULL DEFAULT true
);

INSERT INTO carriers (code, name, numbering, number_prefix, number_suffix, countries, units_max, priority) VALUES
    ('post', 'Emporia Post', 's10', 'RR', 'CN', '{}', 5, 10),
    ('parcel', 'Emporia Parcel', 'sscc', '04012345', '', '{}', 100000, 20);

-- Gaps do no harm, and a sequence is never locked until the end of a transaction. An S10 number may come again only
-- after a year; a hundred million of them last longer.
CREATE SEQUENCE s10_serials MINVALUE 0 MAXVALUE 99999999 CYCLE;
CREATE SEQUENCE sscc_serials MINVALUE 0 MAXVALUE 999999999 CYCLE;

-- One row an order; locked first by everything that plans, stops, or moves its shipments. An order stopped before it
-- was ever planned stands here too, so that a late plan makes no parcel.
CREATE TABLE fulfilments (
    order_id    uuid PRIMARY KEY,
    status      text        NOT NULL CHECK (status IN ('planned', 'stopped')),
    customer_id uuid,
    changed_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE shipments (
    id            uuid PRIMARY KEY,
    order_id      uuid        NOT NULL REFERENCES fulfilments,
    order_number  text        NOT NULL,
    customer_id   uuid,
    location_id   text        NOT NULL,
    method        text        NOT NULL CHECK (method IN ('ship', 'pickup')),
    status        text        NOT NULL CHECK (status IN ('planned', 'shipped', 'delivered', 'cancelled')),
    lines         jsonb       NOT NULL,
    address       jsonb,
    carrier       text REFERENCES carriers,
    choice        text        NOT NULL,
    pickup_code   text CHECK (pickup_code ~ '^[0-9]{6}$'),
    planned_at    timestamptz NOT NULL,
    shipped_at    timestamptz,
    delivered_at  timestamptz,
    cancelled_at  timestamptz,
    version       bigint      NOT NULL DEFAULT 1,
    UNIQUE (order_id, location_id),
    CHECK ((method = 'pickup') = (pickup_code IS NOT NULL)),
    CHECK ((method = 'ship') = (carrier IS NOT NULL)),
    CHECK ((status IN ('shipped', 'delivered')) = (shipped_at IS NOT NULL)),
    CHECK ((status = 'delivered') = (delivered_at IS NOT NULL)),
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);

CREATE TABLE labels (
    tracking_number text PRIMARY KEY,
    shipment_id     uuid        NOT NULL REFERENCES shipments,
    carrier         text        NOT NULL REFERENCES carriers,
    status          text        NOT NULL CHECK (status IN ('active', 'voided')),
    printed_at      timestamptz NOT NULL DEFAULT now(),
    voided_at       timestamptz
);

CREATE UNIQUE INDEX labels_one_active ON labels (shipment_id) WHERE status = 'active';

-- What carriers report, kept as it came; the timeline is folded from it whenever it is read.
CREATE TABLE scans (
    carrier         text        NOT NULL REFERENCES carriers,
    event_id        text        NOT NULL,
    shipment_id     uuid        NOT NULL REFERENCES shipments,
    status          text        NOT NULL,
    occurred_at     timestamptz NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT now(),
    place           text,
    detail          text,
    PRIMARY KEY (carrier, event_id)
);

CREATE INDEX scans_by_shipment ON scans (shipment_id, occurred_at);
