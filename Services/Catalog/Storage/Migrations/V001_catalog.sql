-- Every place where the merchant sells. New kinds of channel are data, not code.
CREATE TABLE channels (
    id                 text        PRIMARY KEY,
    name               text        NOT NULL,
    type               text        NOT NULL,
    currency           text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    locale             text        NOT NULL,
    time_zone          text        NOT NULL,
    country            text        NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    prices_include_tax boolean     NOT NULL,
    capabilities       text[]      NOT NULL,
    active             boolean     NOT NULL,
    version            bigint      NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL DEFAULT now(),
    changed_at         timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE categories (
    id         text        PRIMARY KEY,
    parent_id  text        REFERENCES categories,
    -- Texts by language are json, not jsonb, which would forget which language comes first.
    name       json        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (parent_id <> id)
);

-- The one master record of a product; channels refer to it, none copies it.
CREATE TABLE products (
    id             uuid        PRIMARY KEY,
    seller_id      uuid,
    -- Where an imported product came from, so that a second import finds it again.
    origin         text        UNIQUE,
    -- What the last import said of it: equal means there is nothing to do.
    origin_content bigint,
    title          json        NOT NULL,
    description    json,
    status         text        NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
    tax_class      text        NOT NULL,
    category_id    text        REFERENCES categories,
    brand          text,
    tags           jsonb       NOT NULL,
    attributes     json        NOT NULL,
    images         jsonb       NOT NULL,
    options        jsonb       NOT NULL,
    search         tsvector    NOT NULL,
    version        bigint      NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX products_search ON products USING gin (search);
CREATE INDEX products_seller ON products (seller_id, id) WHERE seller_id IS NOT NULL;
CREATE INDEX products_category ON products (category_id, id);

CREATE TABLE variants (
    sku          text  PRIMARY KEY,
    product_id   uuid  NOT NULL REFERENCES products,
    position     int   NOT NULL,
    -- One value for each option of the product, in the options' order.
    choices      jsonb NOT NULL,
    barcode      text,
    weight_grams int    CHECK (weight_grams >= 0),
    -- Deferrable, so that one statement may let two variants change places.
    CONSTRAINT variants_one_per_combination UNIQUE (product_id, choices) DEFERRABLE INITIALLY IMMEDIATE
);

-- A product that a channel shows. The projection itself is read from the master, so it cannot lag behind.
CREATE TABLE listings (
    channel_id   text        NOT NULL REFERENCES channels,
    product_id   uuid        NOT NULL REFERENCES products,
    published_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (channel_id, product_id)
);

CREATE INDEX listings_product ON listings (product_id);

CREATE TABLE price_lists (
    id          uuid        PRIMARY KEY,
    name        text        NOT NULL,
    seller_id   uuid,
    -- NULL: for every channel that sells in this currency.
    channel_id  text        REFERENCES channels,
    currency    text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    priority    int         NOT NULL,
    valid_from  timestamptz,
    valid_until timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (valid_from < valid_until)
);

CREATE TABLE prices (
    price_list_id uuid        NOT NULL REFERENCES price_lists,
    sku           text        NOT NULL REFERENCES variants,
    amount_minor  bigint      NOT NULL CHECK (amount_minor >= 0),
    valid_from    timestamptz NOT NULL DEFAULT '-infinity',
    valid_until   timestamptz NOT NULL DEFAULT 'infinity',
    changed_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (price_list_id, sku, valid_from),
    CHECK (valid_from < valid_until)
);

CREATE INDEX prices_sku ON prices (sku);

CREATE TABLE imports (
    id               uuid        PRIMARY KEY,
    seller_id        uuid,
    format           text        NOT NULL,
    options          jsonb       NOT NULL,
    status           text        NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'finished')),
    -- Rows up to here are applied; a repeated upload skips them after comparing the checksum.
    rows_applied     bigint      NOT NULL DEFAULT 0,
    checksum         bigint      NOT NULL DEFAULT 0,
    created_count    bigint      NOT NULL DEFAULT 0,
    changed_count    bigint      NOT NULL DEFAULT 0,
    unchanged_count  bigint      NOT NULL DEFAULT 0,
    error_count      bigint      NOT NULL DEFAULT 0,
    started_at       timestamptz NOT NULL DEFAULT now(),
    progressed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE import_errors (
    import_id   uuid   NOT NULL REFERENCES imports,
    row_number  bigint NOT NULL,
    ordinal     int    NOT NULL,
    column_name text,
    detail      text   NOT NULL,
    PRIMARY KEY (import_id, row_number, ordinal)
);
