-- Customers, their identities in channels, and what became of them.

CREATE TABLE customers (
    id          uuid PRIMARY KEY,
    name        text,
    email       text,
    phone       text,
    locale      text NOT NULL,
    -- Always the last survivor: a merge repoints whoever was merged into the loser before.
    merged_into uuid REFERENCES customers (id),
    version     bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (merged_into <> id)
);
CREATE INDEX customers_merged ON customers (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE customer_identities (
    channel_id  text NOT NULL,
    external_id text NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers (id),
    added_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel_id, external_id)
);
CREATE INDEX customer_identities_customer ON customer_identities (customer_id);

CREATE TABLE customer_merges (
    id           uuid PRIMARY KEY,
    survivor_id  uuid NOT NULL REFERENCES customers (id),
    merged_id    uuid NOT NULL UNIQUE REFERENCES customers (id),
    actor        text NOT NULL,
    reason       text NOT NULL,
    identities   json NOT NULL,
    points_moved bigint NOT NULL,
    at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_merges_survivor ON customer_merges (survivor_id);

-- Accounts: balances that are sums of append-only rows or of order books. They outlive an order's customer record, and an
-- order may name a customer that nobody registered here, so they reference no customer.

CREATE TABLE accounts (
    customer_id   uuid PRIMARY KEY,
    merged_into   uuid,
    -- Spending never takes it below zero; taking back points that are already spent may.
    points        bigint NOT NULL DEFAULT 0,
    orders        bigint NOT NULL DEFAULT 0,
    last_order_at timestamptz,
    CHECK (merged_into <> customer_id)
);

CREATE TABLE account_spend (
    customer_id uuid NOT NULL,
    currency    text NOT NULL,
    spent_minor bigint NOT NULL,
    PRIMARY KEY (customer_id, currency)
);

CREATE TABLE points_ledger (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id uuid NOT NULL,
    order_id    uuid,
    kind        text NOT NULL CHECK (
        kind IN ('earned', 'earnReversed', 'spent', 'spentLate', 'spendReversed', 'mergedOut', 'mergedIn')
    ),
    delta       bigint NOT NULL CHECK (delta <> 0),
    balance     bigint NOT NULL,
    reason      text NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    CHECK (kind <> 'spent' OR balance >= 0)
);
CREATE INDEX points_ledger_customer ON points_ledger (customer_id, position);
CREATE INDEX points_ledger_order ON points_ledger (order_id) WHERE order_id IS NOT NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER points_ledger_append_only
    BEFORE UPDATE OR DELETE ON points_ledger FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER customer_merges_append_only
    BEFORE UPDATE OR DELETE ON customer_merges FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One row an order: what the quote claimed, what events told since, and what has been booked of it. Bookings are always
-- the difference between what the facts ask for and what stands, so facts may come in any order and more than once.

CREATE TABLE order_books (
    order_id        uuid PRIMARY KEY,
    customer_id     uuid,
    hold            text NOT NULL DEFAULT 'none' CHECK (hold IN ('none', 'held', 'released')),
    hold_points     bigint NOT NULL DEFAULT 0 CHECK (hold_points >= 0),
    hold_coupons    text[] NOT NULL DEFAULT '{}',
    hold_expires_at timestamptz,
    quote_request   text,
    quote_answer    text,
    placed_at       timestamptz,
    cancelled_at    timestamptz,
    delivered_at    timestamptz,
    currency        text,
    total_minor     bigint,
    units           bigint,
    points_earned   bigint,
    points_spent    bigint,
    coupons         text[] NOT NULL DEFAULT '{}',
    booked_earned   bigint NOT NULL DEFAULT 0 CHECK (booked_earned >= 0),
    booked_spent    bigint NOT NULL DEFAULT 0 CHECK (booked_spent >= 0),
    booked_orders   bigint NOT NULL DEFAULT 0 CHECK (booked_orders IN (0, 1)),
    booked_minor    bigint NOT NULL DEFAULT 0,
    changed_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX order_books_held ON order_books (hold_expires_at) WHERE hold = 'held' AND placed_at IS NULL;
CREATE INDEX order_books_released ON order_books (changed_at)
    WHERE hold = 'released' AND placed_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE order_refunds (
    refund_id    uuid PRIMARY KEY,
    order_id     uuid NOT NULL,
    amount_minor bigint NOT NULL,
    units        bigint NOT NULL,
    at           timestamptz NOT NULL
);
CREATE INDEX order_refunds_order ON order_refunds (order_id);

-- Promotions and coupons.

CREATE TABLE promotions (
    id          uuid PRIMARY KEY,
    name        text NOT NULL,
    trigger     text NOT NULL CHECK (trigger IN ('automatic', 'coupon')),
    effect      json NOT NULL,
    skus        text[],
    channels    text[],
    exclusive   boolean NOT NULL,
    priority    integer NOT NULL,
    active      boolean NOT NULL,
    valid_from  timestamptz,
    valid_until timestamptz,
    version     bigint NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (valid_until > valid_from)
);
CREATE INDEX promotions_automatic ON promotions (id) WHERE active AND trigger = 'automatic';

CREATE TABLE coupons (
    code               text PRIMARY KEY,
    promotion_id       uuid NOT NULL REFERENCES promotions (id),
    limit_total        bigint CHECK (limit_total > 0),
    limit_per_customer bigint CHECK (limit_per_customer > 0),
    claimed            bigint NOT NULL DEFAULT 0 CHECK (claimed >= 0),
    -- Orders placed after their hold had expired and the coupon was gone: visible, never counted as within the limit.
    overrun            bigint NOT NULL DEFAULT 0 CHECK (overrun >= 0),
    valid_from         timestamptz,
    valid_until        timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now(),
    CHECK (claimed <= limit_total),
    CHECK (valid_until > valid_from)
);
CREATE INDEX coupons_promotion ON coupons (promotion_id);

CREATE TABLE coupon_redemptions (
    code        text NOT NULL REFERENCES coupons (code),
    order_id    uuid NOT NULL,
    customer_id uuid,
    overrun     boolean NOT NULL DEFAULT false,
    at          timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (order_id, code)
);
CREATE INDEX coupon_redemptions_customer ON coupon_redemptions (customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE coupon_customers (
    code        text NOT NULL REFERENCES coupons (code),
    customer_id uuid NOT NULL,
    claimed     bigint NOT NULL CHECK (claimed >= 0),
    PRIMARY KEY (code, customer_id)
);

-- What a quote needs of others, kept by their events; and the two tables of rates that marketing keeps itself. Whoever
-- changes channels, promotions, tax rates or shipping fees raises the one version in the same transaction: a replica that
-- sees a version newer than its own copy reads them again.

CREATE TABLE reference_version (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL
);
INSERT INTO reference_version (version) VALUES (1);

CREATE TABLE channels (
    id                 text PRIMARY KEY,
    name               text NOT NULL,
    type               text NOT NULL,
    currency           text NOT NULL,
    locale             text NOT NULL,
    time_zone          text NOT NULL,
    country            text NOT NULL,
    prices_include_tax boolean NOT NULL,
    active             boolean NOT NULL,
    told_at            timestamptz NOT NULL
);

CREATE TABLE products (
    sku        text PRIMARY KEY,
    product_id uuid NOT NULL,
    title      json NOT NULL,
    tax_class  text NOT NULL,
    status     text NOT NULL,
    told_at    timestamptz NOT NULL
);

CREATE TABLE prices (
    price_list_id uuid NOT NULL,
    sku           text NOT NULL,
    currency      text NOT NULL,
    channel_id    text,
    -- Nothing means that the price was removed; the row stays, so that a late older event cannot bring it back.
    amount_minor  bigint CHECK (amount_minor >= 0),
    valid_from    timestamptz,
    valid_until   timestamptz,
    priority      integer NOT NULL,
    told_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX prices_entry ON prices (sku, currency, price_list_id, valid_from) NULLS NOT DISTINCT;

CREATE TABLE tax_rates (
    country           text NOT NULL,
    tax_class         text NOT NULL,
    name              text NOT NULL,
    rate_basis_points integer NOT NULL CHECK (rate_basis_points BETWEEN 0 AND 10000),
    PRIMARY KEY (country, tax_class)
);

CREATE TABLE shipping_fees (
    channel_id      text PRIMARY KEY,
    currency        text NOT NULL,
    fee_minor       bigint NOT NULL CHECK (fee_minor >= 0),
    free_from_minor bigint CHECK (free_from_minor >= 0)
);
