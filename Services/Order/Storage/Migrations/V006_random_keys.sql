-- contracts: V005_order_keys
-- Orders from before V005 keep what finds them. The release before needs none of it to be right: its numbers come from the same
-- sequence.
CREATE UNIQUE INDEX orders_serial ON orders (serial);
ALTER TABLE orders DROP CONSTRAINT orders_number_key;
CREATE INDEX orders_number ON orders (number) WHERE serial IS NULL;
ALTER TABLE orders DROP CONSTRAINT orders_status_token_hash_key;
CREATE INDEX orders_status_token_hash ON orders (status_token_hash) WHERE status_token_hash IS NOT NULL;
