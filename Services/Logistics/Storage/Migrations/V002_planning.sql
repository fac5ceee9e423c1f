-- Every shipment and every label would lock its carrier's row, the same few rows for all, and a label its shipment, which
-- is written by the same transaction. Carriers are switched off, never deleted.
ALTER TABLE shipments DROP CONSTRAINT shipments_carrier_fkey;
ALTER TABLE labels DROP CONSTRAINT labels_carrier_fkey, DROP CONSTRAINT labels_shipment_id_fkey;
