-- How spends are taxed is part of every till's settings.
CREATE TRIGGER reward_settings_changed AFTER UPDATE ON reward_settings FOR EACH ROW
	WHEN (OLD.spend_taxed_as IS DISTINCT FROM NEW.spend_taxed_as)
	EXECUTE FUNCTION note_merchant();
