-- The house: who sells what where, the tills' journals, what the books make of them, and the list of changes every reader follows.

-- People and places ---------------------------------------------------------------------------------------------------

CREATE TABLE secrets (
	name text PRIMARY KEY,
	value bytea NOT NULL
);
COMMENT ON TABLE secrets IS 'Keys of this installation, for example card_key: HMAC key of card numbers.';

CREATE TABLE stores (
	id uuid PRIMARY KEY,
	code text NOT NULL UNIQUE,
	name text NOT NULL,
	address text NOT NULL,
	tax_number text NOT NULL,
	zone text NOT NULL,
	locale text NOT NULL,
	currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
	prices_include_tax boolean NOT NULL DEFAULT true,
	cash_step_minor integer NOT NULL DEFAULT 1,
	discount_limit_bp integer NOT NULL DEFAULT 2000,
	auto_lock_seconds integer NOT NULL DEFAULT 300,
	receipt_footer text NOT NULL DEFAULT '',
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tills (
	id uuid PRIMARY KEY,
	store_id uuid NOT NULL REFERENCES stores,
	code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9]{2,12}$'),
	name text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE devices (
	id uuid PRIMARY KEY,
	till_id uuid NOT NULL REFERENCES tills,
	name text NOT NULL,
	public_key bytea NOT NULL,
	secret bytea NOT NULL,
	state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retired', 'stolen')),
	enrolled_at timestamptz NOT NULL DEFAULT now(),
	ended_at timestamptz,
	app_version text NOT NULL,
	last_seen_at timestamptz,
	-- The newest TillReport.
	report jsonb
);
CREATE UNIQUE INDEX one_active_device_per_till ON devices (till_id) WHERE state = 'active';

CREATE TABLE enrolment_codes (
	id uuid PRIMARY KEY,
	till_id uuid NOT NULL REFERENCES tills,
	code_hash bytea NOT NULL UNIQUE,
	created_by uuid,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	used_at timestamptz,
	used_by_device uuid
);

CREATE TABLE till_sessions (
	token_hash bytea PRIMARY KEY,
	device_id uuid NOT NULL REFERENCES devices,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);

CREATE TABLE used_nonces (
	nonce text PRIMARY KEY,
	used_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE staff (
	id uuid PRIMARY KEY,
	name text NOT NULL,
	role text NOT NULL CHECK (role IN ('cashier', 'manager')),
	rights text[] NOT NULL DEFAULT '{sell}',
	pin_salt bytea,
	-- PBKDF2-SHA-256, 600,000 rounds.
	pin_hash bytea,
	email text UNIQUE,
	-- argon2id
	password_hash text,
	totp_secret bytea,
	active boolean NOT NULL DEFAULT true,
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE staff_sessions (
	token_hash bytea PRIMARY KEY,
	staff_id uuid NOT NULL REFERENCES staff,
	created_at timestamptz NOT NULL DEFAULT now(),
	last_seen_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);

CREATE TABLE members (
	id uuid PRIMARY KEY,
	name text NOT NULL,
	email text UNIQUE,
	phone text,
	tier text,
	created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE cards (
	number text PRIMARY KEY,
	-- HMAC-SHA-256(card_key, number): how tills and events name a card.
	hmac bytea NOT NULL UNIQUE,
	member_id uuid NOT NULL REFERENCES members,
	created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cards_of_member ON cards (member_id);

CREATE TABLE member_sessions (
	token_hash bytea PRIMARY KEY,
	member_id uuid NOT NULL REFERENCES members,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);

CREATE TABLE login_codes (
	id uuid PRIMARY KEY,
	email text NOT NULL,
	code_hash bytea NOT NULL,
	tries integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL,
	used_at timestamptz
);
CREATE INDEX login_codes_of_email ON login_codes (email, created_at DESC);

CREATE TABLE mails (
	id uuid PRIMARY KEY,
	recipient text NOT NULL,
	subject text NOT NULL,
	body text NOT NULL,
	created_at timestamptz NOT NULL DEFAULT now(),
	sent_at timestamptz,
	tries integer NOT NULL DEFAULT 0,
	last_error text
);

-- What is sold --------------------------------------------------------------------------------------------------------

CREATE TABLE tax_rates (
	id text PRIMARY KEY,
	name text NOT NULL,
	letter text NOT NULL,
	rate_bp integer NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000)
);

CREATE TABLE groups (
	id uuid PRIMARY KEY,
	name text NOT NULL,
	tint text NOT NULL DEFAULT 'pantry',
	sort integer NOT NULL DEFAULT 0
);

CREATE TABLE products (
	id uuid PRIMARY KEY,
	sku text NOT NULL UNIQUE,
	name text NOT NULL,
	group_id uuid REFERENCES groups,
	price_minor bigint,
	tax_rate_id text NOT NULL REFERENCES tax_rates,
	sell_by text NOT NULL DEFAULT 'piece' CHECK (sell_by IN ('piece', 'weight', 'price')),
	unit text NOT NULL DEFAULT 'H87',
	minimum_price_minor bigint,
	favourite boolean NOT NULL DEFAULT false,
	image_url text,
	kind text,
	brand text,
	family text,
	categories text[] NOT NULL DEFAULT '{}',
	status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'blocked', 'delisted')),
	sold_milli bigint NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now()
);
-- The order of a till's first load: favourites, best sellers, the rest.
CREATE INDEX products_by_rank ON products (favourite DESC, sold_milli DESC, id) WHERE status = 'active';

CREATE TABLE product_codes (
	code text PRIMARY KEY,
	product_id uuid NOT NULL REFERENCES products ON DELETE CASCADE
);
CREATE INDEX codes_of_product ON product_codes (product_id);

CREATE TABLE imports (
	id uuid PRIMARY KEY,
	kind text NOT NULL,
	file_name text NOT NULL,
	dry_run boolean NOT NULL,
	state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
	lines_read integer NOT NULL DEFAULT 0,
	created integer NOT NULL DEFAULT 0,
	updated integer NOT NULL DEFAULT 0,
	unchanged integer NOT NULL DEFAULT 0,
	rejected integer NOT NULL DEFAULT 0,
	staff_id uuid,
	started_at timestamptz NOT NULL DEFAULT now(),
	ended_at timestamptz
);

CREATE TABLE import_rejects (
	import_id uuid NOT NULL REFERENCES imports ON DELETE CASCADE,
	line integer NOT NULL,
	field text NOT NULL,
	reason text NOT NULL
);
CREATE INDEX rejects_of_import ON import_rejects (import_id, line);

-- The journal ---------------------------------------------------------------------------------------------------------

CREATE TABLE epochs (
	till_id uuid NOT NULL REFERENCES tills,
	epoch integer NOT NULL,
	device_id uuid NOT NULL REFERENCES devices,
	reason text NOT NULL,
	epoch_text text NOT NULL,
	epoch_hash text NOT NULL,
	head_seq integer NOT NULL DEFAULT 0,
	head_hash text NOT NULL,
	opened_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (till_id, epoch)
);

CREATE TABLE journal_events (
	till_id uuid NOT NULL,
	epoch integer NOT NULL,
	seq integer NOT NULL,
	-- 0: the journal; 1 …: other events of the same number, kept after a fork.
	branch smallint NOT NULL DEFAULT 0,
	id uuid,
	type text,
	v integer,
	at timestamptz,
	staff_id uuid,
	text text NOT NULL,
	hash text NOT NULL,
	sig text NOT NULL,
	prev text,
	result text NOT NULL CHECK (result IN ('applied', 'applied_with_case', 'quarantined')),
	device_id uuid NOT NULL REFERENCES devices,
	received_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (till_id, epoch, seq, branch),
	UNIQUE (till_id, epoch, seq, hash),
	FOREIGN KEY (till_id, epoch) REFERENCES epochs
);
CREATE INDEX journal_events_by_id ON journal_events (id);

CREATE TABLE journal_private (
	till_id uuid NOT NULL,
	epoch integer NOT NULL,
	seq integer NOT NULL,
	branch smallint NOT NULL DEFAULT 0,
	salt text NOT NULL,
	text text NOT NULL,
	PRIMARY KEY (till_id, epoch, seq, branch)
);
COMMENT ON TABLE journal_private IS 'Personal data beside events; rows may be erased, the events stay valid.';

CREATE TABLE held_pushes (
	id uuid PRIMARY KEY,
	device_id uuid NOT NULL REFERENCES devices,
	payload text NOT NULL,
	received_at timestamptz NOT NULL DEFAULT now(),
	decided_at timestamptz,
	decided_by uuid,
	decision text CHECK (decision IN ('booked', 'rejected'))
);
COMMENT ON TABLE held_pushes IS 'The last push of a stolen device, booked only after a manager says so.';

-- The books -----------------------------------------------------------------------------------------------------------

CREATE TABLE sales (
	id uuid PRIMARY KEY,
	till_id uuid NOT NULL REFERENCES tills,
	store_id uuid NOT NULL REFERENCES stores,
	epoch integer NOT NULL,
	seq integer NOT NULL,
	branch smallint NOT NULL DEFAULT 0,
	kind text NOT NULL CHECK (kind IN ('sale', 'return')),
	receipt_number text NOT NULL,
	original_receipt_number text,
	business_date date NOT NULL,
	-- The till's clock, corrected by its offset.
	at timestamptz NOT NULL,
	staff_id uuid,
	member_id uuid,
	card_hmac bytea,
	currency text NOT NULL,
	items_minor bigint NOT NULL,
	discounts_minor bigint NOT NULL,
	tax_minor bigint NOT NULL,
	due_minor bigint NOT NULL,
	rounding_minor bigint NOT NULL,
	change_minor bigint NOT NULL,
	line_count integer NOT NULL,
	item_count integer NOT NULL,
	receipt_token_hash text NOT NULL,
	event_hash text NOT NULL,
	received_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (till_id, epoch, seq, branch)
);
CREATE INDEX sales_by_day ON sales (store_id, business_date, at);
CREATE INDEX sales_by_time ON sales (at DESC);
CREATE INDEX sales_of_member ON sales (member_id, at DESC) WHERE member_id IS NOT NULL;
CREATE INDEX sales_by_card ON sales (card_hmac) WHERE card_hmac IS NOT NULL AND member_id IS NULL;
CREATE INDEX sales_by_receipt ON sales (receipt_number);
CREATE INDEX sales_by_token ON sales (receipt_token_hash);

CREATE TABLE sale_lines (
	sale_id uuid NOT NULL REFERENCES sales,
	line_no integer NOT NULL,
	product_id uuid,
	sku text NOT NULL,
	name text NOT NULL,
	code text,
	quantity_milli bigint NOT NULL,
	unit text NOT NULL,
	unit_price_minor bigint NOT NULL,
	gross_minor bigint NOT NULL,
	discount_minor bigint NOT NULL,
	total_minor bigint NOT NULL,
	tax_rate_id text NOT NULL,
	tax_rate_bp integer NOT NULL,
	PRIMARY KEY (sale_id, line_no)
);

CREATE TABLE sale_taxes (
	sale_id uuid NOT NULL REFERENCES sales,
	rate_id text NOT NULL,
	rate_bp integer NOT NULL,
	net_minor bigint NOT NULL,
	tax_minor bigint NOT NULL,
	gross_minor bigint NOT NULL,
	PRIMARY KEY (sale_id, rate_id)
);

CREATE TABLE sale_tenders (
	sale_id uuid NOT NULL REFERENCES sales,
	tender_no integer NOT NULL,
	kind text NOT NULL,
	amount_minor bigint NOT NULL,
	reference text,
	PRIMARY KEY (sale_id, tender_no)
);

CREATE TABLE stock_movements (
	sale_id uuid NOT NULL REFERENCES sales,
	line_no integer NOT NULL,
	product_id uuid NOT NULL,
	store_id uuid NOT NULL,
	quantity_milli bigint NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (sale_id, line_no)
);
CREATE INDEX stock_by_product ON stock_movements (product_id, store_id);

CREATE TABLE cases (
	id uuid PRIMARY KEY,
	kind text NOT NULL,
	till_id uuid REFERENCES tills,
	epoch integer,
	seq integer,
	sale_id uuid,
	detail jsonb NOT NULL,
	state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')),
	opened_at timestamptz NOT NULL DEFAULT now(),
	settled_at timestamptz,
	settled_by uuid
);
CREATE INDEX open_cases ON cases (opened_at) WHERE state = 'open';

CREATE TABLE audit_log (
	id uuid PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT now(),
	actor_kind text NOT NULL CHECK (actor_kind IN ('staff', 'device', 'member', 'system')),
	actor_id uuid,
	action text NOT NULL,
	object text,
	detail jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE rate_limits (
	key text NOT NULL,
	window_start timestamptz NOT NULL,
	count integer NOT NULL,
	PRIMARY KEY (key, window_start)
);

-- Insert only: facts are never changed or removed, not even by the application.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is insert only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE fact text;
BEGIN
	FOREACH fact IN ARRAY ARRAY['journal_events', 'sale_lines', 'sale_taxes', 'sale_tenders', 'stock_movements', 'audit_log'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', fact || '_insert_only', fact);
		EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', fact || '_no_truncate', fact);
	END LOOP;
END $$;

-- Of a sale only who it belongs to may become known later.
CREATE FUNCTION keep_sale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - 'member_id') IS DISTINCT FROM (to_jsonb(NEW) - 'member_id') THEN
		RAISE EXCEPTION 'sales is insert only' USING ERRCODE = 'insufficient_privilege';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER sales_kept BEFORE UPDATE OR DELETE ON sales FOR EACH ROW EXECUTE FUNCTION keep_sale();
CREATE TRIGGER sales_no_truncate BEFORE TRUNCATE ON sales FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Changes -------------------------------------------------------------------------------------------------------------
-- Every change writes a row here in its own transaction; one sequencer gives committed rows their position. A number
-- taken at insert would be skipped by readers when it commits late.

CREATE TABLE changes (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind text NOT NULL,
	key text NOT NULL,
	at timestamptz NOT NULL DEFAULT now(),
	pos bigint
);
CREATE INDEX changes_waiting ON changes (id) WHERE pos IS NULL;
CREATE UNIQUE INDEX changes_by_pos ON changes (pos) WHERE pos IS NOT NULL;

CREATE TABLE change_head (
	id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	pos bigint NOT NULL DEFAULT 0
);
INSERT INTO change_head DEFAULT VALUES;

-- Numbers at most `most` waiting rows; answers how many it numbered. Only the holder of the sequencer's lock may call it.
CREATE FUNCTION number_changes(most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	base bigint;
	done integer;
BEGIN
	SELECT pos INTO base FROM change_head WHERE id = 1 FOR UPDATE;
	WITH waiting AS (
		SELECT id, row_number() OVER (ORDER BY id) AS n
		FROM (SELECT id FROM changes WHERE pos IS NULL ORDER BY id LIMIT most) AS next
	), numbered AS (
		UPDATE changes SET pos = base + waiting.n FROM waiting WHERE changes.id = waiting.id RETURNING 1
	)
	SELECT count(*) INTO done FROM numbered;
	IF done > 0 THEN
		UPDATE change_head SET pos = base + done WHERE id = 1;
		PERFORM pg_notify('positions', (base + done)::text);
	END IF;
	RETURN done;
END $$;

-- note_change(kind, key column)
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO changes (kind, key)
	VALUES (TG_ARGV[0], CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ->> TG_ARGV[1] ELSE to_jsonb(NEW) ->> TG_ARGV[1] END);
	RETURN NULL;
END $$;

CREATE FUNCTION wake_sequencer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('changes', '');
	RETURN NULL;
END $$;
CREATE TRIGGER changes_wake AFTER INSERT ON changes FOR EACH STATEMENT EXECUTE FUNCTION wake_sequencer();

CREATE TRIGGER tax_rates_changed AFTER INSERT OR UPDATE OR DELETE ON tax_rates FOR EACH ROW EXECUTE FUNCTION note_change('tax_rate', 'id');
CREATE TRIGGER groups_changed AFTER INSERT OR UPDATE OR DELETE ON groups FOR EACH ROW EXECUTE FUNCTION note_change('group', 'id');
CREATE TRIGGER products_added AFTER INSERT OR DELETE ON products FOR EACH ROW EXECUTE FUNCTION note_change('product', 'id');
-- What was sold is counted on the product; that alone is no change a till must hear of.
CREATE TRIGGER products_changed AFTER UPDATE ON products FOR EACH ROW
	WHEN ((OLD.sku, OLD.name, OLD.group_id, OLD.price_minor, OLD.tax_rate_id, OLD.sell_by, OLD.unit, OLD.minimum_price_minor, OLD.favourite, OLD.image_url, OLD.status)
		IS DISTINCT FROM (NEW.sku, NEW.name, NEW.group_id, NEW.price_minor, NEW.tax_rate_id, NEW.sell_by, NEW.unit, NEW.minimum_price_minor, NEW.favourite, NEW.image_url, NEW.status))
	EXECUTE FUNCTION note_change('product', 'id');
CREATE TRIGGER product_codes_changed AFTER INSERT OR UPDATE OR DELETE ON product_codes FOR EACH ROW EXECUTE FUNCTION note_change('product', 'product_id');
CREATE TRIGGER staff_changed AFTER INSERT OR UPDATE OR DELETE ON staff FOR EACH ROW EXECUTE FUNCTION note_change('staff', 'id');
CREATE TRIGGER stores_changed AFTER INSERT OR UPDATE OR DELETE ON stores FOR EACH ROW EXECUTE FUNCTION note_change('settings', 'id');
CREATE TRIGGER cards_changed AFTER INSERT OR UPDATE OR DELETE ON cards FOR EACH ROW EXECUTE FUNCTION note_change('member_card', 'number');
CREATE TRIGGER sales_noted AFTER INSERT ON sales FOR EACH ROW EXECUTE FUNCTION note_change('sale', 'id');
CREATE TRIGGER cases_noted AFTER INSERT OR UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION note_change('case', 'id');
CREATE TRIGGER devices_added AFTER INSERT ON devices FOR EACH ROW EXECUTE FUNCTION note_change('till', 'till_id');
CREATE TRIGGER devices_noted AFTER UPDATE ON devices FOR EACH ROW
	WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.report IS DISTINCT FROM NEW.report)
	EXECUTE FUNCTION note_change('till', 'till_id');

-- A member's new name reaches tills through their cards.
CREATE FUNCTION note_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO changes (kind, key) SELECT 'member_card', number FROM cards WHERE member_id = NEW.id;
	RETURN NULL;
END $$;
CREATE TRIGGER members_changed AFTER UPDATE ON members FOR EACH ROW EXECUTE FUNCTION note_member();

-- Rights --------------------------------------------------------------------------------------------------------------
DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT USAGE ON SCHEMA public TO tillit_app;
		GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tillit_app;
		GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tillit_app;
		ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tillit_app;
		REVOKE UPDATE, DELETE, TRUNCATE ON journal_events, sale_lines, sale_taxes, sale_tenders, stock_movements, audit_log FROM tillit_app;
		REVOKE DELETE, TRUNCATE ON sales FROM tillit_app;
	END IF;
END $$;
