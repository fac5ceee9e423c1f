-- What every service keeps in its own schema beside its own tables.

-- What happened, in the transaction in which it happened. `position` gives no cursor: numbers are drawn before they
-- commit, so a reader that remembers the last one it saw skips those that commit late. Rows are marked instead.
CREATE TABLE outbox (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          uuid NOT NULL,
    type        text NOT NULL,
    subject     text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data        json NOT NULL,
    sent_at     timestamptz
);

CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;
CREATE INDEX outbox_by_age ON outbox USING brin (occurred_at);

-- Events that a hearer has not taken yet. The first of an aggregate is tried again at `next_at`, later ones of the same
-- aggregate wait behind it; after three days it is parked until somebody releases it.
CREATE TABLE outbox_retry (
    hearer      text NOT NULL,
    position    bigint NOT NULL REFERENCES outbox (position),
    subject     text NOT NULL,
    attempts    integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    queued_at   timestamptz NOT NULL DEFAULT now(),
    next_at     timestamptz NOT NULL DEFAULT now(),
    last_error  text,
    parked_at   timestamptz,
    PRIMARY KEY (hearer, position)
);

CREATE INDEX outbox_retry_by_subject ON outbox_retry (subject, hearer, position);

-- Events heard, each in the transaction of its effect: one applies once however often it comes.
CREATE TABLE inbox (
    id         uuid PRIMARY KEY,
    source     text NOT NULL,
    type       text NOT NULL,
    subject    text NOT NULL,
    sequence   bigint,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX inbox_by_age ON inbox USING brin (applied_at);

-- Who does what only one may do at a time. `token` grows with every change of owner and fences the one before.
CREATE TABLE leases (
    name  text PRIMARY KEY,
    owner text NOT NULL,
    until timestamptz NOT NULL,
    token bigint NOT NULL
);

-- Answers given under an Idempotency-Key. No status yet: the first request is still at work, or its saga is.
CREATE TABLE idempotency_keys (
    caller     text NOT NULL,
    operation  text NOT NULL,
    key        text NOT NULL,
    body_hash  bytea NOT NULL,
    reference  text NOT NULL DEFAULT '',
    status     integer,
    headers    text,
    body       bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, operation, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Work of several steps that any instance carries on after a crash. A saga that ended leaves no row. `lease_token` grows
-- with every claim and fences the claimant before; `wakes` counts calls to go on, so that none is lost during a run.
CREATE TABLE sagas (
    id           uuid PRIMARY KEY,
    name         text NOT NULL,
    status       text NOT NULL CHECK (status IN ('running', 'unwinding')),
    step         integer NOT NULL,
    attempts     integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    state        json NOT NULL,
    refusal      json,
    last_error   text,
    run_at       timestamptz NOT NULL DEFAULT now(),
    paused_until timestamptz,
    wakes        bigint NOT NULL DEFAULT 0,
    lease_owner  text,
    lease_token  bigint NOT NULL DEFAULT 0,
    lease_until  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX sagas_due ON sagas (run_at);
