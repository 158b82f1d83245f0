-- Members as people who are met again: how to reach them, which cards are theirs, what they agreed to, and how a till
-- knows their cards without knowing them.

ALTER TABLE stores ADD COLUMN country text NOT NULL DEFAULT 'DE' CHECK (country ~ '^[A-Z]{2}$');
COMMENT ON COLUMN stores.country IS 'ISO 3166 code: what a phone number typed without a country code means.';
UPDATE stores SET country = CASE zone
	WHEN 'Europe/Berlin' THEN 'DE'
	WHEN 'Europe/Helsinki' THEN 'FI'
	ELSE coalesce(substring(locale FROM '-([A-Z]{2})$'), 'DE')
END;

-- Members -------------------------------------------------------------------------------------------------------------

ALTER TABLE members
	ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended', 'ended')),
	-- Random pseudonym: what a pass shows in place of an id.
	ADD COLUMN reference bytea NOT NULL DEFAULT substring(sha256(uuid_send(gen_random_uuid())) FROM 1 FOR 8) CHECK (length(reference) = 8),
	ADD COLUMN home_store_id uuid REFERENCES stores,
	ADD COLUMN segments text[] NOT NULL DEFAULT '{}',
	ADD COLUMN spend_blocked boolean NOT NULL DEFAULT false,
	ADD COLUMN joined_by text NOT NULL DEFAULT 'my' CHECK (joined_by IN ('my', 'till', 'till_offline', 'office', 'import')),
	-- The address answered a code: it can sign in, and belongs to this member alone.
	ADD COLUMN email_proven_at timestamptz,
	-- Spend by itself at the till: from this balance on, this much at least, this much at most. Minor units of the shop's currency.
	ADD COLUMN auto_spend boolean NOT NULL DEFAULT false,
	ADD COLUMN auto_spend_balance_minor bigint NOT NULL DEFAULT 0 CHECK (auto_spend_balance_minor >= 0),
	ADD COLUMN auto_spend_least_minor bigint NOT NULL DEFAULT 0 CHECK (auto_spend_least_minor >= 0),
	ADD COLUMN auto_spend_most_minor bigint CHECK (auto_spend_most_minor >= auto_spend_least_minor);
CREATE UNIQUE INDEX members_by_reference ON members (reference);
COMMENT ON COLUMN members.state IS 'suspended: earns, cannot spend; ended: is no member any more.';

-- Two people may share a phone, and somebody may name an address that is not theirs: contacts are proven, not unique.
ALTER TABLE members DROP CONSTRAINT members_email_key;
UPDATE members SET email = lower(email), email_proven_at = created_at WHERE email IS NOT NULL;
ALTER TABLE members ADD CHECK (email = lower(email));
ALTER TABLE members ADD CHECK (phone ~ '^\+[1-9][0-9]{6,14}$');
CREATE UNIQUE INDEX members_by_proven_email ON members (email) WHERE email_proven_at IS NOT NULL;
CREATE INDEX members_by_email ON members (email) WHERE email IS NOT NULL;
CREATE INDEX members_by_phone ON members (phone) WHERE phone IS NOT NULL;
CREATE INDEX members_by_name ON members (lower(name), id);
CREATE INDEX members_by_word ON members USING gin (to_tsvector('simple', name));

CREATE TABLE member_consents (
	id uuid PRIMARY KEY,
	member_id uuid NOT NULL REFERENCES members,
	purpose text NOT NULL CHECK (purpose IN ('terms', 'news', 'profiling')),
	-- False: refused, or taken back.
	given boolean NOT NULL,
	text_version text NOT NULL,
	at timestamptz NOT NULL,
	channel text NOT NULL CHECK (channel IN ('my', 'till', 'office', 'import')),
	-- Staff who noted it; null when the member did.
	actor_id uuid
);
CREATE INDEX consents_of_member ON member_consents (member_id, at DESC);
COMMENT ON TABLE member_consents IS 'What a member agreed to or took back; the newest row of a purpose counts.';
INSERT INTO member_consents (id, member_id, purpose, given, text_version, at, channel)
SELECT gen_random_uuid(), id, 'terms', true, '1', terms_agreed_at, 'my' FROM members WHERE terms_agreed_at IS NOT NULL
UNION ALL
SELECT gen_random_uuid(), id, 'news', true, '1', news_agreed_at, 'my' FROM members WHERE news_agreed_at IS NOT NULL;

-- Cards ---------------------------------------------------------------------------------------------------------------

ALTER TABLE cards
	ALTER COLUMN member_id DROP NOT NULL,
	ADD COLUMN state text NOT NULL DEFAULT 'active' CHECK (state IN ('prepared', 'issued', 'active', 'blocked', 'replaced')),
	ADD COLUMN replaced_by text REFERENCES cards ON DELETE SET NULL,
	ADD COLUMN issued_at timestamptz,
	-- Printed cards belong to nobody until somebody joins with one.
	ADD CHECK ((member_id IS NULL) <= (state IN ('prepared', 'blocked'))),
	ADD CHECK (state <> 'prepared' OR member_id IS NULL);
UPDATE cards SET issued_at = created_at;
COMMENT ON COLUMN cards.state IS 'prepared: printed, nobody''s; issued: on its way to the member, active once shown; replaced: see replaced_by.';

-- What scanned digits are cards. In order of sort: the first that fits counts, the first active range gives new numbers.
CREATE TABLE card_ranges (
	id uuid PRIMARY KEY,
	prefix text NOT NULL CHECK (prefix ~ '^[0-9]{1,18}$'),
	length smallint NOT NULL CHECK (length BETWEEN 2 AND 19 AND length > char_length(prefix)),
	check_digit text NOT NULL CHECK (check_digit IN ('luhn', 'gs1', 'none')),
	active boolean NOT NULL DEFAULT true,
	sort integer NOT NULL DEFAULT 0,
	UNIQUE (prefix, length)
);
INSERT INTO card_ranges (id, prefix, length, check_digit) VALUES (gen_random_uuid(), '9600', 16, 'luhn');

CREATE TABLE card_masks (
	id uuid PRIMARY KEY,
	mask text NOT NULL CHECK (char_length(mask) BETWEEN 1 AND 60),
	-- Null: the whole number counts.
	replacement text CHECK (char_length(replacement) BETWEEN 1 AND 60),
	sort integer NOT NULL DEFAULT 0
);

-- Numbers a till may give away without network: a hundred serials beginning at block × 100, in no other till's hands.
CREATE TABLE card_leases (
	id uuid PRIMARY KEY,
	device_id uuid NOT NULL REFERENCES devices,
	prefix text NOT NULL,
	length smallint NOT NULL,
	check_digit text NOT NULL,
	block bigint NOT NULL,
	leased_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (prefix, length, block)
);
CREATE INDEX leases_of_device ON card_leases (device_id, leased_at DESC);

-- What tills hear of it ------------------------------------------------------------------------------------------------

-- Tills know cards by keyed hash and flags alone, so a member's new name is nothing they must hear of.
DROP TRIGGER members_changed ON members;
CREATE TRIGGER members_changed AFTER UPDATE ON members FOR EACH ROW
	WHEN ((OLD.state, OLD.spend_blocked) IS DISTINCT FROM (NEW.state, NEW.spend_blocked))
	EXECUTE FUNCTION note_member();

DROP TRIGGER cards_changed ON cards;
CREATE TRIGGER cards_added AFTER INSERT OR DELETE ON cards FOR EACH ROW EXECUTE FUNCTION note_change('member_card', 'number');
CREATE TRIGGER cards_changed AFTER UPDATE ON cards FOR EACH ROW
	WHEN ((OLD.hmac, OLD.state, OLD.member_id) IS DISTINCT FROM (NEW.hmac, NEW.state, NEW.member_id))
	EXECUTE FUNCTION note_change('member_card', 'number');
CREATE INDEX changes_of_cards ON changes (pos) WHERE kind = 'member_card' AND pos IS NOT NULL;

-- Ranges and masks are part of every store's settings, a lease of one till's.
CREATE TRIGGER card_ranges_changed AFTER INSERT OR UPDATE OR DELETE ON card_ranges FOR EACH STATEMENT EXECUTE FUNCTION note_merchant();
CREATE TRIGGER card_masks_changed AFTER INSERT OR UPDATE OR DELETE ON card_masks FOR EACH STATEMENT EXECUTE FUNCTION note_merchant();
CREATE FUNCTION note_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO changes (kind, key)
	SELECT 'settings', t.store_id FROM devices d JOIN tills t ON t.id = d.till_id WHERE d.id = NEW.device_id;
	RETURN NULL;
END $$;
CREATE TRIGGER card_leases_noted AFTER INSERT ON card_leases FOR EACH ROW EXECUTE FUNCTION note_lease();
