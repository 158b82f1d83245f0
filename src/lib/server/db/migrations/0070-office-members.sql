-- Members in the office: a list of a million that is searched and paged in milliseconds, corrections of a wallet that need
-- two people, and cases that end with a reason.

-- The list is read in the order of names or of joining; filters have the same order inside them.
CREATE INDEX members_by_joined ON members (created_at, id);
CREATE INDEX members_by_tier ON members (tier, lower(name), id) WHERE tier IS NOT NULL;
CREATE INDEX members_by_state ON members (state, lower(name), id) WHERE state <> 'active';
-- A phone or a card is looked for by its beginning or by its end, an address by its beginning.
CREATE INDEX members_by_phone_start ON members (phone text_pattern_ops) WHERE phone IS NOT NULL;
CREATE INDEX members_by_phone_end ON members (reverse(phone) text_pattern_ops) WHERE phone IS NOT NULL;
CREATE INDEX members_by_email_start ON members (email text_pattern_ops) WHERE email IS NOT NULL;
CREATE INDEX cards_by_number_start ON cards (number text_pattern_ops);
CREATE INDEX cards_by_number_end ON cards (reverse(number) text_pattern_ops);

CREATE INDEX audit_of_object ON audit_log (object, at DESC, id DESC) WHERE object IS NOT NULL;

CREATE TABLE wallet_adjustments (
	-- Made by the form, so that sending it twice books once.
	id uuid PRIMARY KEY,
	member_id uuid NOT NULL REFERENCES members,
	currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
	-- Positive gives, negative takes.
	amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
	label text NOT NULL,
	reason text NOT NULL CHECK (reason <> ''),
	expires_at timestamptz,
	asked_by uuid NOT NULL REFERENCES staff,
	asked_at timestamptz NOT NULL,
	needs_second boolean NOT NULL,
	state text NOT NULL CHECK (state IN ('pending', 'booked', 'refused', 'withdrawn')),
	decided_by uuid REFERENCES staff,
	decided_at timestamptz,
	transaction_id uuid REFERENCES ledger_transactions,
	CHECK ((state = 'booked') = (transaction_id IS NOT NULL)),
	CHECK ((state = 'pending') = (decided_at IS NULL)),
	-- Nobody approves what they asked for themselves.
	CONSTRAINT second_person CHECK (NOT (needs_second AND state = 'booked') OR (decided_by IS NOT NULL AND decided_by <> asked_by)),
	-- Only who asked takes the wish back.
	CHECK (state <> 'withdrawn' OR decided_by = asked_by)
);
COMMENT ON TABLE wallet_adjustments IS 'Corrections of wallets by hand; above the limit of reward_settings a second person decides.';
CREATE INDEX pending_adjustments ON wallet_adjustments (asked_at) WHERE state = 'pending';
CREATE INDEX adjustments_of_member ON wallet_adjustments (member_id, asked_at DESC);

-- What was asked for stays as it was asked, and what is decided stays decided.
CREATE FUNCTION guard_adjustment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF OLD.state <> 'pending'
		OR (OLD.id, OLD.member_id, OLD.currency, OLD.amount_minor, OLD.label, OLD.reason, OLD.expires_at, OLD.asked_by, OLD.asked_at, OLD.needs_second)
			IS DISTINCT FROM
			(NEW.id, NEW.member_id, NEW.currency, NEW.amount_minor, NEW.label, NEW.reason, NEW.expires_at, NEW.asked_by, NEW.asked_at, NEW.needs_second) THEN
		RAISE EXCEPTION 'an adjustment is decided once and never changed' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER wallet_adjustments_guarded BEFORE UPDATE ON wallet_adjustments FOR EACH ROW EXECUTE FUNCTION guard_adjustment();
CREATE TRIGGER wallet_adjustments_kept BEFORE DELETE ON wallet_adjustments FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER wallet_adjustments_no_truncate BEFORE TRUNCATE ON wallet_adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT, UPDATE ON wallet_adjustments TO tillit_app;
		REVOKE DELETE, TRUNCATE ON wallet_adjustments FROM tillit_app;
	END IF;
END $$;
