-- Foreign tills: their keys and tokens, and what they book through the CRM.COM routes.

CREATE TABLE api_keys (
	id uuid PRIMARY KEY,
	name text NOT NULL,
	-- What clients that sign in with a name use for it.
	login text NOT NULL UNIQUE,
	key_hash bytea NOT NULL UNIQUE,
	-- The first characters of the key, so that a person recognises it.
	shown text NOT NULL,
	scopes text[] NOT NULL,
	-- Empty: every store.
	store_ids uuid[] NOT NULL DEFAULT '{}',
	unknown_products text NOT NULL DEFAULT 'default' CHECK (unknown_products IN ('default', 'refuse')),
	created_by uuid REFERENCES staff,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz,
	revoked_at timestamptz,
	revoked_by uuid REFERENCES staff,
	last_used_at timestamptz
);

CREATE TABLE api_tokens (
	token_hash bytea PRIMARY KEY,
	key_id uuid NOT NULL REFERENCES api_keys,
	store_id uuid NOT NULL REFERENCES stores,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);
CREATE INDEX api_tokens_of_key ON api_tokens (key_id);

-- The wire names a customer by a running number; it is given when somebody first asks.
CREATE TABLE crmcom_participants (
	member_id uuid PRIMARY KEY REFERENCES members,
	number bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

-- Purchases and spend requests share their numbers.
CREATE SEQUENCE crmcom_event_numbers;

CREATE TABLE crmcom_purchases (
	id uuid PRIMARY KEY,
	number bigint NOT NULL UNIQUE DEFAULT nextval('crmcom_event_numbers'),
	key_id uuid NOT NULL REFERENCES api_keys,
	store_id uuid NOT NULL REFERENCES stores,
	till_id uuid REFERENCES tills,
	member_id uuid NOT NULL REFERENCES members,
	-- pending: the engine has not finished; cancelling: it has not finished taking it back.
	state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'posted', 'cancelling', 'cancelled')),
	external_system text NOT NULL DEFAULT '',
	-- The caller's own reference, or else its receipt number.
	reference text NOT NULL,
	reference_number text NOT NULL,
	external_reference text,
	classification text,
	-- Of everything that makes this purchase what it is: the same reference with another hash is refused.
	content_hash bytea NOT NULL,
	performed_at timestamptz NOT NULL,
	created_at timestamptz NOT NULL,
	currency text NOT NULL,
	total_minor bigint NOT NULL,
	net_minor bigint NOT NULL,
	vat_minor bigint NOT NULL,
	requested_minor bigint,
	reduction_method text NOT NULL DEFAULT 'front_end',
	-- What the engine granted before it booked; null until then, so that a repeated call does not open twice.
	grants jsonb,
	-- Texts of the caller that are echoed.
	echo jsonb NOT NULL DEFAULT '{}',
	awards jsonb NOT NULL DEFAULT '[]',
	awarded_minor bigint NOT NULL DEFAULT 0,
	awarded_points bigint NOT NULL DEFAULT 0,
	cancel_id uuid UNIQUE,
	cancelled_at timestamptz,
	cancelled_by uuid REFERENCES api_keys,
	reversed_award_minor bigint,
	reversed_spend_minor bigint
);
-- One sale, one purchase; the reference of a cancelled one may be used again.
CREATE UNIQUE INDEX crmcom_purchases_once ON crmcom_purchases (store_id, external_system, reference)
	WHERE state <> 'cancelled';
CREATE INDEX crmcom_purchases_of_member ON crmcom_purchases (member_id, performed_at DESC, id DESC);
CREATE INDEX crmcom_purchases_by_receipt ON crmcom_purchases (reference_number);
CREATE INDEX crmcom_purchases_by_class ON crmcom_purchases (classification, performed_at DESC)
	WHERE classification IS NOT NULL;
CREATE INDEX crmcom_purchases_unfinished ON crmcom_purchases (created_at) WHERE state IN ('pending', 'cancelling');

CREATE TABLE crmcom_purchase_lines (
	id uuid PRIMARY KEY,
	purchase_id uuid NOT NULL REFERENCES crmcom_purchases ON DELETE CASCADE,
	line_no integer NOT NULL,
	-- Null: the default product.
	product_id uuid REFERENCES products,
	-- Which key the caller used for a product that is unknown here, and its value.
	intended_key text,
	intended_value text,
	quantity_milli bigint NOT NULL,
	discount_minor bigint NOT NULL DEFAULT 0,
	net_minor bigint NOT NULL,
	vat_minor bigint NOT NULL,
	total_minor bigint NOT NULL,
	UNIQUE (purchase_id, line_no)
);
CREATE INDEX crmcom_intended_codes ON crmcom_purchase_lines (intended_value) WHERE product_id IS NULL;

CREATE TABLE crmcom_spends (
	id uuid PRIMARY KEY,
	number bigint NOT NULL UNIQUE DEFAULT nextval('crmcom_event_numbers'),
	purchase_id uuid NOT NULL REFERENCES crmcom_purchases ON DELETE CASCADE,
	key_id uuid NOT NULL REFERENCES api_keys,
	kind text NOT NULL CHECK (kind IN ('instant', 'automatic', 'additional')),
	-- pending: reserved on the purchase, the engine has not answered yet.
	state text NOT NULL CHECK (state IN ('pending', 'posted', 'cancelling', 'cancelled')),
	external_system text NOT NULL DEFAULT '',
	external_reference text,
	content_hash bytea NOT NULL,
	-- Null: as much as possible.
	requested_minor bigint,
	-- While pending what is reserved, then what was granted.
	amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
	grant_id text,
	description text,
	performed_at timestamptz NOT NULL,
	created_at timestamptz NOT NULL,
	cancel_id uuid UNIQUE,
	cancelled_at timestamptz,
	cancelled_by uuid REFERENCES api_keys
);
CREATE INDEX crmcom_spends_of_purchase ON crmcom_spends (purchase_id);
CREATE UNIQUE INDEX crmcom_spends_once ON crmcom_spends (key_id, external_system, external_reference)
	WHERE state <> 'cancelled' AND external_reference IS NOT NULL;
CREATE INDEX crmcom_spends_unfinished ON crmcom_spends (created_at) WHERE state IN ('pending', 'cancelling');

CREATE INDEX sale_lines_unknown ON sale_lines (code) WHERE product_id IS NULL AND code IS NOT NULL;

DO $$ BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT USAGE ON SEQUENCE crmcom_event_numbers TO tillit_app;
	END IF;
END $$;
