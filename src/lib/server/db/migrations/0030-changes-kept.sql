-- A till's own name, code and store are part of its settings, and the merchant's name of everybody's.
CREATE TRIGGER tills_renamed AFTER UPDATE ON tills FOR EACH ROW
	WHEN ((OLD.name, OLD.code, OLD.store_id) IS DISTINCT FROM (NEW.name, NEW.code, NEW.store_id))
	EXECUTE FUNCTION note_change('settings', 'store_id');
CREATE TRIGGER tills_noted AFTER INSERT OR UPDATE ON tills FOR EACH ROW EXECUTE FUNCTION note_change('till', 'id');

CREATE FUNCTION note_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO changes (kind, key) SELECT 'settings', id FROM stores;
	RETURN NULL;
END $$;
CREATE TRIGGER merchant_renamed AFTER UPDATE ON installation FOR EACH ROW
	WHEN (OLD.merchant_name IS DISTINCT FROM NEW.merchant_name)
	EXECUTE FUNCTION note_merchant();

-- Positions up to here are not kept any more: a reader that is behind has to load everything anew.
ALTER TABLE change_head ADD COLUMN kept_after bigint NOT NULL DEFAULT 0;
