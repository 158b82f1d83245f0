-- What is read for every sale and changed a few times a day (offers, stores, tills, how the shop rewards) is kept by the
-- processes that serve. The stamp tells them whether it is still the same: it is new with every change, in the change's own
-- transaction, so that whoever reads it afterwards reads what was changed too.

CREATE TABLE house_stamp (
	id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	stamp uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO house_stamp DEFAULT VALUES;

-- A copy of a database has the same stamps and changes on its own.
CREATE FUNCTION house_is() RETURNS text LANGUAGE sql STABLE AS $$
	SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::text || ' ' || stamp::text FROM house_stamp
$$;

CREATE FUNCTION renew_house_stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE house_stamp SET stamp = gen_random_uuid();
	RETURN NULL;
END $$;

DO $$
DECLARE kept text;
BEGIN
	FOREACH kept IN ARRAY ARRAY['offers', 'offer_versions', 'stores', 'tills', 'reward_settings'] LOOP
		EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION renew_house_stamp()', kept || '_stamped', kept);
		EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION renew_house_stamp()', kept || '_stamped_empty', kept);
	END LOOP;
END $$;

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT ON house_stamp TO tillit_app;
		REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON house_stamp FROM tillit_app;
	END IF;
END $$;
