-- contracts: V002_open_orders
-- Only finds open orders faster, as orders_open does: no release needs it to be right.
DROP INDEX orders_unfinished;
