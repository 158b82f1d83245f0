-- Rewards that another system keeps: which of its customers our members are, what was opened there, and what it must still hear.

-- Written at start, as the configuration says: everything that books sales asks here.
ALTER TABLE reward_settings ADD COLUMN backend text NOT NULL DEFAULT 'builtin' CHECK (backend IN ('builtin', 'crmcom'));

CREATE TABLE remote_members (
	member_id uuid PRIMARY KEY REFERENCES members,
	participant_id uuid NOT NULL UNIQUE,
	seen_at timestamptz NOT NULL
);

-- One worker at a time speaks about a sale.
CREATE TABLE remote_sales (
	sale_id uuid PRIMARY KEY,
	lease_id uuid,
	leased_until timestamptz NOT NULL
);

CREATE TABLE remote_purchases (
	id uuid PRIMARY KEY,
	sale_id uuid NOT NULL,
	attempt integer NOT NULL,
	-- What the other side knows it by; the same one again answers the same purchase.
	reference text NOT NULL UNIQUE,
	store_id uuid NOT NULL REFERENCES stores,
	-- Null: made for a sale that came without having been opened.
	till_id uuid REFERENCES tills,
	member_id uuid NOT NULL REFERENCES members,
	-- SHA-256 of customer, lines and wish: other content is another purchase.
	content text NOT NULL,
	-- What was sent, to be sent again unchanged when its answer was lost.
	request jsonb NOT NULL,
	-- creating: nobody knows whether it exists there; cancelling: decided, not yet heard.
	state text NOT NULL DEFAULT 'creating' CHECK (state IN ('creating', 'standing', 'cancelling', 'cancelled')),
	-- The sale has arrived and agrees with it.
	settled boolean NOT NULL DEFAULT false,
	remote_id uuid,
	answer jsonb,
	opened_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL,
	UNIQUE (sale_id, attempt)
);
CREATE UNIQUE INDEX remote_purchases_one ON remote_purchases (sale_id) WHERE state <> 'cancelled';
CREATE INDEX remote_purchases_left ON remote_purchases (expires_at) WHERE NOT settled AND state <> 'cancelled';
CREATE INDEX remote_purchases_of_member ON remote_purchases (member_id);

CREATE TABLE remote_spends (
	id uuid PRIMARY KEY,
	purchase_id uuid NOT NULL REFERENCES remote_purchases,
	reference text NOT NULL UNIQUE,
	asked_minor bigint NOT NULL CHECK (asked_minor > 0),
	state text NOT NULL DEFAULT 'creating' CHECK (state IN ('creating', 'granted', 'refused', 'cancelled')),
	granted_minor bigint NOT NULL DEFAULT 0,
	remote_id uuid,
	-- What was sent.
	request jsonb NOT NULL,
	created_at timestamptz NOT NULL
);
CREATE INDEX remote_spends_of_purchase ON remote_spends (purchase_id);

-- Sales in the books that the other side has to agree with; a return is a task of its own about the sale it returns.
CREATE TABLE reward_tasks (
	sale_id uuid PRIMARY KEY,
	-- The sale that is made to agree: itself, or the one that was returned.
	about uuid NOT NULL,
	state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'refused')),
	tries integer NOT NULL DEFAULT 0,
	next_at timestamptz NOT NULL,
	last_fault text,
	case_id uuid,
	created_at timestamptz NOT NULL,
	done_at timestamptz
);
CREATE INDEX reward_tasks_due ON reward_tasks (next_at) WHERE state = 'waiting';

CREATE TABLE remote_product_rounds (
	id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	started_at timestamptz,
	sent integer NOT NULL DEFAULT 0,
	refused integer NOT NULL DEFAULT 0
);
INSERT INTO remote_product_rounds DEFAULT VALUES;
