-- A payment is one row and its refunds. Rows of amount 0 without an order are tombstones: ids that were released before
-- they were asked for, kept so that a late request is refused.
CREATE TABLE payments (
    id               uuid PRIMARY KEY,
    order_id         uuid,
    customer_id      uuid,
    method           text NOT NULL CHECK (method IN (
                         'card', 'alipay', 'wechat', 'unionpay', 'wallet',
                         'cash', 'tillCard', 'marketplace', 'otherTender')),
    currency         text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor     bigint NOT NULL CHECK (amount_minor >= 0),
    token            text CHECK (length(token) <= 255),
    return_url       text CHECK (length(return_url) <= 2048),
    capture_policy   text NOT NULL CHECK (capture_policy IN ('now', 'onShipment')),
    stage            text NOT NULL CHECK (stage IN (
                         'new', 'awaitingCustomer', 'declined', 'authorised', 'voided', 'captured')),
    goal             text NOT NULL CHECK (goal IN ('hold', 'collect', 'release')),
    status           text NOT NULL CHECK (status IN (
                         'pending', 'requiresAction', 'authorised', 'declined', 'capturing', 'captured', 'voiding',
                         'voided', 'refunding', 'partlyRefunded', 'refunded')),
    capture_minor    bigint NOT NULL CHECK (capture_minor >= 0),
    authorised_minor bigint NOT NULL DEFAULT 0 CHECK (authorised_minor >= 0),
    captured_minor   bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
    refunding_minor  bigint NOT NULL DEFAULT 0 CHECK (refunding_minor >= 0),
    refunded_minor   bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    waived_minor     bigint NOT NULL DEFAULT 0 CHECK (waived_minor >= 0),
    action_kind      text CHECK (action_kind IN ('qr', 'redirect')),
    action_data      text,
    action_expires_at timestamptz,
    reason           text,
    outcome_unknown  boolean NOT NULL DEFAULT false,
    attempts         integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_at          timestamptz,
    version          bigint NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now(),
    changed_at       timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT payments_capture_within_amount CHECK (capture_minor <= amount_minor),
    CONSTRAINT payments_captured_within_authorised CHECK (captured_minor <= authorised_minor),
    CONSTRAINT payments_authorised_within_amount CHECK (authorised_minor <= amount_minor),
    CONSTRAINT payments_refunded_within_captured CHECK (refunded_minor <= captured_minor),
    CONSTRAINT payments_owed_within_amount CHECK (
        refunded_minor + refunding_minor + waived_minor <= amount_minor
        AND (stage <> 'captured' OR refunded_minor + refunding_minor <= captured_minor)),
    CONSTRAINT payments_captured_when_captured CHECK ((captured_minor > 0) = (stage = 'captured')),
    CONSTRAINT payments_action_complete CHECK (
        (action_kind IS NULL) = (action_data IS NULL) AND (action_kind IS NULL) = (action_expires_at IS NULL)),
    CONSTRAINT payments_tombstone CHECK ((order_id IS NULL) = (amount_minor = 0)
        AND (order_id IS NOT NULL OR stage = 'voided'))
);

-- An order has at most one payment that stands; a failed or given up one makes room for another.
CREATE UNIQUE INDEX payments_one_live_per_order ON payments (order_id) WHERE goal <> 'release';
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_due ON payments (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE refunds (
    id           uuid PRIMARY KEY,
    payment_id   uuid NOT NULL REFERENCES payments (id),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    reason       text NOT NULL,
    status       text NOT NULL CHECK (status IN ('requested', 'succeeded', 'failed')),
    waived       boolean NOT NULL DEFAULT false,
    failure      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT refunds_waived_succeeded CHECK (NOT waived OR status = 'succeeded'),
    CONSTRAINT refunds_failure_told CHECK ((failure IS NOT NULL) = (status = 'failed'))
);

CREATE INDEX refunds_by_payment ON refunds (payment_id);
