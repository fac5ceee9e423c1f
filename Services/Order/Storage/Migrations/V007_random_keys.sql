-- contracts: V004_order_pages
-- The release before needs neither to be right: its numbers come from the same sequence, and its links keep an index. Until it is
-- gone, its searches by number read all orders.
ALTER TABLE orders DROP CONSTRAINT orders_number_key;
ALTER TABLE orders DROP CONSTRAINT orders_status_token_hash_key;
