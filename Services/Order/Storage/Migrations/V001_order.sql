-- Channels as the catalog tells of them: what a checkout must know without asking.
CREATE TABLE channels (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    type        text NOT NULL,
    currency    text NOT NULL,
    locale      text NOT NULL,
    country     text NOT NULL,
    active      boolean NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE baskets (
    id            uuid PRIMARY KEY,
    customer_id   uuid,
    guest         text,
    channel_id    text NOT NULL,
    status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'checkingOut', 'ordered', 'merged')),
    lines         json NOT NULL,
    coupons       text[] NOT NULL DEFAULT '{}',
    delivery      json,
    order_id      uuid,
    merged_into   uuid REFERENCES baskets (id),
    version       bigint NOT NULL DEFAULT 1,
    created_at    timestamptz NOT NULL DEFAULT now(),
    changed_at    timestamptz NOT NULL DEFAULT now(),
    CHECK ((customer_id IS NULL) <> (guest IS NULL))
);

-- One basket a person: whichever channel asks gets the same one.
CREATE UNIQUE INDEX baskets_customer_live ON baskets (customer_id) WHERE status IN ('open', 'checkingOut');
CREATE UNIQUE INDEX baskets_guest_live ON baskets (guest) WHERE status IN ('open', 'checkingOut');

CREATE SEQUENCE order_numbers;

-- Documents are `json`, not `jsonb`: they are written once and passed on as they are, and `json` keeps the bytes.
CREATE TABLE orders (
    id                 uuid PRIMARY KEY,
    number             text NOT NULL UNIQUE,
    channel_id         text NOT NULL,
    origin             text NOT NULL CHECK (origin IN ('web', 'till', 'marketplace')),
    external_id        text,
    customer_id        uuid,
    guest              text,
    status             text NOT NULL CHECK (
        status IN ('checkingOut', 'awaitingPayment', 'placed', 'shipped', 'delivered', 'cancelled', 'rejected')
    ),
    currency           text NOT NULL,
    -- A till order may be below zero: a manufacturer's coupon can be worth more than what it was used for.
    total_minor        bigint CHECK (total_minor >= 0 OR origin = 'till'),
    refunded_minor     bigint NOT NULL DEFAULT 0,
    breakdown          json,
    delivery           json NOT NULL,
    allocations        json,
    tender             json,
    payment_id         uuid,
    payment_status     text CHECK (payment_status IN ('authorised', 'captured', 'voided')),
    action             json,
    refusal            json,
    locale             text NOT NULL,
    status_token_hash  bytea UNIQUE,
    -- Set by a cancellation while the checkout runs; the saga finds it and unwinds.
    cancel_reason      text,
    cancel_actor       text,
    version            bigint NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    placed_at          timestamptz,
    changed_at         timestamptz NOT NULL DEFAULT now(),
    UNIQUE (channel_id, external_id),
    CHECK (customer_id IS NULL OR guest IS NULL),
    CHECK (refunded_minor BETWEEN 0 AND greatest(coalesce(total_minor, 0), 0)),
    CHECK (status NOT IN ('placed', 'shipped', 'delivered') OR (total_minor IS NOT NULL AND placed_at IS NOT NULL))
);

CREATE INDEX orders_customer ON orders (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_guest ON orders (guest, id) WHERE guest IS NOT NULL;
CREATE INDEX orders_channel ON orders (channel_id, id);
CREATE INDEX orders_unfinished ON orders (status, id) WHERE status IN ('checkingOut', 'awaitingPayment', 'placed');

-- Every move of a status, with who made it and why; the first row has no `from_status`.
CREATE TABLE order_history (
    order_id     uuid NOT NULL REFERENCES orders (id),
    version      bigint NOT NULL,
    from_status  text,
    to_status    text NOT NULL,
    actor        text NOT NULL,
    reason       text NOT NULL,
    at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, version)
);

CREATE TABLE refunds (
    id              uuid PRIMARY KEY,
    order_id        uuid NOT NULL REFERENCES orders (id),
    status          text NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'succeeded', 'failed')),
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    currency        text NOT NULL,
    lines           json NOT NULL,
    shipping_minor  bigint NOT NULL DEFAULT 0,
    reason          text NOT NULL,
    actor           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    changed_at      timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX refunds_order ON refunds (order_id);
-- Shipping is given back once, whatever happens at the same time.
CREATE UNIQUE INDEX refunds_shipping_once ON refunds (order_id) WHERE shipping_minor > 0;

-- What happened to an order only ever grows.
CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of an order is append-only' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER order_history_append_only BEFORE UPDATE OR DELETE ON order_history
    FOR EACH ROW EXECUTE FUNCTION refuse_history_change();
