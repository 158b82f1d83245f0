-- Which sales asked to set something of a voucher aside: what a sale did not use ends when it is booked. The ledger knows its
-- holds by the use alone (0143).
CREATE TABLE voucher_holds (
	use_id uuid PRIMARY KEY,
	voucher_id uuid NOT NULL,
	sale_id uuid NOT NULL,
	-- Nothing of it stands after that.
	expires_at timestamptz NOT NULL
);
CREATE INDEX voucher_holds_of_sale ON voucher_holds (sale_id);

-- Since when a product is of its brand, family and categories: the same rules take something else off before and after.
-- Of what is there already nobody knows: from now on.
ALTER TABLE products ADD COLUMN traits_at timestamptz NOT NULL DEFAULT now();
CREATE FUNCTION note_traits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.traits_at := NEW.updated_at;
	RETURN NEW;
END $$;
CREATE TRIGGER products_traits_made BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION note_traits();
CREATE TRIGGER products_traits_noted BEFORE UPDATE ON products FOR EACH ROW
	WHEN ((OLD.brand, OLD.family, OLD.categories, OLD.in_promotions) IS DISTINCT FROM (NEW.brand, NEW.family, NEW.categories, NEW.in_promotions))
	EXECUTE FUNCTION note_traits();

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT, UPDATE, DELETE ON voucher_holds TO tillit_app;
	END IF;
END $$;
