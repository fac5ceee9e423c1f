-- Which catalogue this is: another value after every change of what its pages are made from. They are kept in memory and
-- given again only while it is the same.
CREATE TABLE catalogue_edition (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    edition uuid    NOT NULL DEFAULT gen_random_uuid()
);

INSERT INTO catalogue_edition DEFAULT VALUES;

-- Transactions that have changed the catalogue and are about to end. Each is here for its own eyes alone.
CREATE TABLE catalogue_changes (
    transaction xid8 PRIMARY KEY
);

-- Triggers, not the services' code: releases that know nothing of editions, and people at a console, change them too.
CREATE FUNCTION catalogue_changes_note() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO catalogue_changes VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION catalogue_edition_end() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM catalogue_changes WHERE transaction = NEW.transaction;
    UPDATE catalogue_edition SET edition = gen_random_uuid();
    IF NOT FOUND THEN
        INSERT INTO catalogue_edition DEFAULT VALUES;
    END IF;
    RETURN NULL;
END $$;

-- At the commit, once for each transaction: the edition's row is the last lock that it takes, so two changes never wait
-- for each other, and it is held for as long as the commit takes.
CREATE CONSTRAINT TRIGGER catalogue_changes_edition
    AFTER INSERT ON catalogue_changes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION catalogue_edition_end();

CREATE TRIGGER channels_edition    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON channels
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
CREATE TRIGGER categories_edition  AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON categories
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
CREATE TRIGGER products_edition    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON products
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
CREATE TRIGGER variants_edition    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON variants
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
CREATE TRIGGER listings_edition    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON listings
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
CREATE TRIGGER price_lists_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON price_lists
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
CREATE TRIGGER prices_edition      AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON prices
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changes_note();
