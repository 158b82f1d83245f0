-- What one person may correct by hand is raised by two: one asks, another manager agrees. Otherwise whoever may not give much
-- alone would raise the limit first.
CREATE TABLE adjustment_limit_raises (
	id uuid PRIMARY KEY,
	limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
	limit_points bigint NOT NULL CHECK (limit_points >= 0),
	asked_by uuid NOT NULL REFERENCES staff,
	asked_at timestamptz NOT NULL,
	state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'agreed', 'refused', 'withdrawn')),
	decided_by uuid REFERENCES staff,
	decided_at timestamptz,
	CHECK ((state = 'pending') = (decided_at IS NULL)),
	-- Nobody agrees to what they asked for themselves.
	CONSTRAINT second_person CHECK (state NOT IN ('agreed', 'refused') OR (decided_by IS NOT NULL AND decided_by <> asked_by)),
	CHECK (state <> 'withdrawn' OR decided_by = asked_by)
);
COMMENT ON TABLE adjustment_limit_raises IS 'Wishes to raise the limits of reward_settings for corrections by hand; another manager decides.';
-- One question at a time.
CREATE UNIQUE INDEX one_limit_raise ON adjustment_limit_raises ((true)) WHERE state = 'pending';

-- What was asked for stays as it was asked, and what is decided stays decided.
CREATE FUNCTION guard_limit_raise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'pending' OR (OLD.id, OLD.limit_minor, OLD.limit_points, OLD.asked_by, OLD.asked_at)
		IS DISTINCT FROM (NEW.id, NEW.limit_minor, NEW.limit_points, NEW.asked_by, NEW.asked_at) THEN
		RAISE EXCEPTION 'a raise is decided once and never changed' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER adjustment_limit_raises_guarded BEFORE UPDATE ON adjustment_limit_raises FOR EACH ROW EXECUTE FUNCTION guard_limit_raise();
CREATE TRIGGER adjustment_limit_raises_kept BEFORE DELETE ON adjustment_limit_raises FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER adjustment_limit_raises_no_truncate BEFORE TRUNCATE ON adjustment_limit_raises FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The limits themselves: higher ones need the agreement of this very transaction, whoever writes them.
CREATE FUNCTION guard_limits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NOT EXISTS (
		SELECT FROM adjustment_limit_raises r
		WHERE r.state = 'agreed' AND r.xmin::text = (pg_current_xact_id()::text::numeric % 4294967296)::text
			AND NEW.adjustment_limit_minor <= greatest(OLD.adjustment_limit_minor, r.limit_minor)
			AND NEW.adjustment_limit_points <= greatest(OLD.adjustment_limit_points, r.limit_points)
	) THEN
		RAISE EXCEPTION 'a higher limit needs a second manager' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER reward_settings_limits BEFORE UPDATE ON reward_settings FOR EACH ROW
	WHEN (NEW.adjustment_limit_minor > OLD.adjustment_limit_minor OR NEW.adjustment_limit_points > OLD.adjustment_limit_points)
	EXECUTE FUNCTION guard_limits();

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT, UPDATE ON adjustment_limit_raises TO tillit_app;
		REVOKE DELETE, TRUNCATE ON adjustment_limit_raises FROM tillit_app;
	END IF;
END $$;
