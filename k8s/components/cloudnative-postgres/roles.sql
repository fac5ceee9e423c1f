-- A login for each service, which owns its schema and reaches no other, and one that reads everything and changes nothing.
-- Passwords are set elsewhere. May be run again.
DO $$
DECLARE
    service text;
    login text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    FOREACH service IN ARRAY ARRAY['catalog', 'inventory', 'order', 'payment', 'logistics', 'marketing'] LOOP
        login := 'emporia_' || service;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', login);
        END IF;
        -- Where the administrator is no superuser, as in most clouds, only a member may hand a schema over.
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', login);
        END IF;
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), login);
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, login);
    END LOOP;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'emporia_check') THEN
        CREATE ROLE emporia_check LOGIN;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO emporia_check', current_database());
    BEGIN
        GRANT pg_read_all_data TO emporia_check;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE WARNING 'emporia_check can read nothing until somebody grants it pg_read_all_data';
    END;
END $$;
