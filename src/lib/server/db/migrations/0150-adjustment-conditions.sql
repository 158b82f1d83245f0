-- What is given by hand may be given for some goods, stores or hours only, like what an offer gives. Null: for everything.
ALTER TABLE wallet_adjustments ADD COLUMN conditions jsonb;
ALTER TABLE wallet_adjustments ADD CONSTRAINT only_given_value_is_limited CHECK (conditions IS NULL OR amount_minor > 0);

-- The second person agrees to what was asked for, its conditions among it.
CREATE OR REPLACE FUNCTION guard_adjustment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'pending'
		OR (OLD.id, OLD.member_id, OLD.currency, OLD.amount_minor, OLD.label, OLD.reason, OLD.expires_at, OLD.conditions, OLD.asked_by, OLD.asked_at, OLD.needs_second)
			IS DISTINCT FROM
			(NEW.id, NEW.member_id, NEW.currency, NEW.amount_minor, NEW.label, NEW.reason, NEW.expires_at, NEW.conditions, NEW.asked_by, NEW.asked_at, NEW.needs_second) THEN
		RAISE EXCEPTION 'an adjustment is decided once and never changed' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
