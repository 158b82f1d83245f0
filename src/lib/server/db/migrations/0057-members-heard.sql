-- Tills still show a member's name and tier: a change of them is one they must hear of.
DROP TRIGGER members_changed ON members;
CREATE TRIGGER members_changed AFTER UPDATE ON members FOR EACH ROW
	WHEN ((OLD.state, OLD.spend_blocked, OLD.name, OLD.tier) IS DISTINCT FROM (NEW.state, NEW.spend_blocked, NEW.name, NEW.tier))
	EXECUTE FUNCTION note_member();
