-- Products, variants and price lists are never deleted, and whatever names one was checked by the transaction that writes it:
-- a variant is written with its product, a listing by whoever has locked the product, a price after its list and SKU were
-- looked up. A foreign key would look them up and lock them again for every row, an eighth of what an import costs Postgres.
-- Those that code relies on to tell it of an unknown category or channel stay.
-- All locks at once, in the order in which transactions take them.
DO $$ BEGIN LOCK TABLE price_lists, products, variants, listings, prices IN ACCESS EXCLUSIVE MODE; END $$;
ALTER TABLE variants DROP CONSTRAINT variants_product_id_fkey;
ALTER TABLE listings DROP CONSTRAINT listings_product_id_fkey;
ALTER TABLE prices DROP CONSTRAINT prices_price_list_id_fkey;
ALTER TABLE prices DROP CONSTRAINT prices_sku_fkey;
