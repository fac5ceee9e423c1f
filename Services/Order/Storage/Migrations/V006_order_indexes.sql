-- contracts: V004_order_pages
-- In a step of its own, so that readers go on while indexes are built. The release before writes no `serial`, and nothing that
-- is unique here was not unique before.
CREATE UNIQUE INDEX orders_serial ON orders (serial);
-- Orders from before V005 keep what finds them.
CREATE UNIQUE INDEX orders_number ON orders (number) WHERE serial IS NULL;
CREATE INDEX orders_status_token_hash ON orders (status_token_hash) WHERE status_token_hash IS NOT NULL;
