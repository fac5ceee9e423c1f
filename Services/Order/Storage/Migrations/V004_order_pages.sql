-- A row is four times as long once the quote and the allocations are in it, not three. Of six rows that a page took before,
-- only four found room for their next version there; each of the others wrote nine index entries anew.
ALTER TABLE orders SET (fillfactor = 20);
