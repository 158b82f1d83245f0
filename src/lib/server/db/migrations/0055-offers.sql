-- What the shop promises. The newest state of an offer stands in offers; every state it ever had in offer_versions, because
-- awards follow the rules that were valid when the sale was made.

CREATE SEQUENCE offer_version;

CREATE TABLE offers (
	id uuid PRIMARY KEY,
	-- From one sequence for all offers, so that the highest is the version of the whole set.
	version bigint NOT NULL,
	state text NOT NULL CHECK (state IN ('draft', 'active', 'paused', 'ended')),
	-- The offer as the engine reads it (contract/sync/offers), without its id and version.
	rule jsonb NOT NULL,
	-- From then on it counts.
	changed_at timestamptz NOT NULL,
	changed_by uuid
);

CREATE TABLE offer_versions (
	offer_id uuid NOT NULL REFERENCES offers,
	version bigint NOT NULL,
	state text NOT NULL,
	rule jsonb NOT NULL,
	made_at timestamptz NOT NULL,
	made_by uuid,
	PRIMARY KEY (offer_id, version)
);
CREATE INDEX offer_versions_by_time ON offer_versions (offer_id, made_at DESC, version DESC);

CREATE FUNCTION number_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.version := nextval('offer_version');
	RETURN NEW;
END $$;
CREATE TRIGGER offers_numbered BEFORE INSERT OR UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION number_offer();

CREATE FUNCTION keep_offer_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO offer_versions (offer_id, version, state, rule, made_at, made_by)
	VALUES (NEW.id, NEW.version, NEW.state, NEW.rule, NEW.changed_at, NEW.changed_by);
	RETURN NULL;
END $$;
CREATE TRIGGER offers_kept AFTER INSERT OR UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION keep_offer_version();
CREATE TRIGGER offers_changed AFTER INSERT OR UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION note_change('offer', 'id');
CREATE TRIGGER offer_versions_insert_only BEFORE UPDATE OR DELETE ON offer_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_versions_no_truncate BEFORE TRUNCATE ON offer_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What an offer gave in a sale: the basis of limits for a member and of budgets. A return takes back with a negative row.
CREATE TABLE offer_gifts (
	sale_id uuid NOT NULL,
	offer_id text NOT NULL,
	member_id uuid,
	at timestamptz NOT NULL,
	currency text NOT NULL,
	times integer NOT NULL,
	amount_minor bigint NOT NULL,
	PRIMARY KEY (sale_id, offer_id)
);
CREATE INDEX offer_gifts_of_member ON offer_gifts (member_id, offer_id, at) WHERE member_id IS NOT NULL;
CREATE TRIGGER offer_gifts_insert_only BEFORE UPDATE OR DELETE ON offer_gifts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_gifts_no_truncate BEFORE TRUNCATE ON offer_gifts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The sum of offer_gifts, kept by its trigger alone.
CREATE TABLE offer_budgets (
	offer_id text PRIMARY KEY,
	given_minor bigint NOT NULL
);
CREATE FUNCTION fold_gifts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO offer_budgets AS kept (offer_id, given_minor)
	SELECT offer_id, sum(amount_minor) FROM given GROUP BY offer_id ORDER BY offer_id
	ON CONFLICT (offer_id) DO UPDATE SET given_minor = kept.given_minor + EXCLUDED.given_minor;
	RETURN NULL;
END $$;
CREATE TRIGGER offer_gifts_folded AFTER INSERT ON offer_gifts REFERENCING NEW TABLE AS given
	FOR EACH STATEMENT EXECUTE FUNCTION fold_gifts();

-- What offers ask of a product travels to tills as well.
ALTER TABLE products ADD COLUMN in_promotions boolean NOT NULL DEFAULT true;
CREATE TRIGGER products_traits_changed AFTER UPDATE ON products FOR EACH ROW
	WHEN ((OLD.brand, OLD.family, OLD.categories, OLD.in_promotions) IS DISTINCT FROM (NEW.brand, NEW.family, NEW.categories, NEW.in_promotions))
	EXECUTE FUNCTION note_change('product', 'id');

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT, UPDATE ON offers TO tillit_app;
		GRANT SELECT, INSERT ON offer_versions, offer_gifts TO tillit_app;
		REVOKE DELETE, TRUNCATE ON offers FROM tillit_app;
		REVOKE UPDATE, DELETE, TRUNCATE ON offer_versions, offer_gifts FROM tillit_app;
		REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON offer_budgets FROM tillit_app;
		GRANT SELECT ON offer_budgets TO tillit_app;
		GRANT USAGE ON SEQUENCE offer_version TO tillit_app;
	END IF;
END $$;
