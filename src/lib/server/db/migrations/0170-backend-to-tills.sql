-- Who keeps the members' value is part of every till's settings: where it is not this shop, tills foresee no awards.
DROP TRIGGER reward_settings_changed ON reward_settings;
CREATE TRIGGER reward_settings_changed AFTER UPDATE ON reward_settings FOR EACH ROW
	WHEN (OLD.spend_taxed_as IS DISTINCT FROM NEW.spend_taxed_as OR OLD.backend IS DISTINCT FROM NEW.backend)
	EXECUTE FUNCTION note_merchant();
