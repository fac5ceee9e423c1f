-- An index over values that are drawn at random has another page for each order to read and to write, and once the index no
-- longer fits into memory that is much of what an order costs. Orders had two such, over the hash of the link of the status page
-- and over the number. What follows in V006 and V007 takes their place.

-- A link names its order now (`link_hash` is the hash of its secret part). Those that were given out before are found by
-- their own hash. While both releases run, the one before opens no links of this form, and gives none of the orders that this
-- one begins.
ALTER TABLE orders ADD COLUMN link_hash bytea;

-- The place in the sequence that the number was made from; `number` is this, scrambled.
ALTER TABLE orders ADD COLUMN serial bigint;
