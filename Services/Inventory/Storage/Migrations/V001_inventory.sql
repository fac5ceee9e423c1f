-- Codes and SKUs compare byte by byte, so that every replica locks stock rows in the same order whatever its locale.

CREATE TABLE locations (
    id         text COLLATE "C" PRIMARY KEY,
    name       text        NOT NULL,
    type       text        NOT NULL
               CHECK (type IN ('warehouse', 'store', 'vending', 'overseas', 'thirdParty', 'pickupPoint')),
    country    text        NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    region     text,
    time_zone  text        NOT NULL,
    latitude   double precision CHECK (latitude BETWEEN -90 AND 90),
    longitude  double precision CHECK (longitude BETWEEN -180 AND 180),
    hours      jsonb       NOT NULL DEFAULT '[]',
    services   text[]      NOT NULL,
    priority   integer     NOT NULL DEFAULT 100,
    active     boolean     NOT NULL DEFAULT true,
    version    bigint      NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);

-- Half-empty pages: a hot row is rewritten thousands of times a second and should stay on its page.
CREATE TABLE stock (
    sku         text COLLATE "C" NOT NULL,
    location_id text COLLATE "C" NOT NULL REFERENCES locations,
    on_hand     bigint NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved    bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    version     bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (sku, location_id),
    CONSTRAINT stock_reserved_within_on_hand CHECK (reserved <= on_hand)
) WITH (fillfactor = 50);

-- Why on-hand stock is what it is: for every SKU and location, on_hand is the sum of delta.
CREATE TABLE movements (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku         text COLLATE "C" NOT NULL,
    location_id text COLLATE "C" NOT NULL,
    delta       bigint      NOT NULL CHECK (delta <> 0),
    kind        text        NOT NULL CHECK (kind IN ('received', 'adjusted', 'found', 'sold', 'shipped')),
    reason      text,
    reference   text,
    at          timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX movements_by_place ON movements (sku, location_id, id);
CREATE INDEX movements_by_location ON movements (location_id, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'movements are append-only: book a correcting movement instead' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER movements_are_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON movements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON movements FROM PUBLIC, CURRENT_USER;

-- One row an order. An order released before it was ever held stands here too, so that a late hold is refused.
CREATE TABLE reservations (
    order_id    uuid PRIMARY KEY,
    status      text        NOT NULL CHECK (status IN ('held', 'firm', 'committed', 'released', 'expired')),
    channel_id  text,
    explanation text        NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX reservations_by_expiry ON reservations (expires_at) WHERE status = 'held';

-- What an order may take from where. Still promised: quantity - shipped - released; stock.reserved is the sum of that.
-- Written only in the statement batch that writes its reservation: a foreign key would cost a look-up for every row.
CREATE TABLE allocations (
    order_id    uuid    NOT NULL,
    line_id     integer NOT NULL,
    location_id text COLLATE "C" NOT NULL,
    sku         text COLLATE "C" NOT NULL,
    quantity    bigint  NOT NULL CHECK (quantity > 0),
    shipped     bigint  NOT NULL DEFAULT 0 CHECK (shipped >= 0),
    released    bigint  NOT NULL DEFAULT 0 CHECK (released >= 0),
    PRIMARY KEY (order_id, line_id, location_id),
    CONSTRAINT allocations_within_quantity CHECK (shipped + released <= quantity)
);
