-- The members' value: a double-entry ledger. What happened is insert only. What it adds up to (the folds wallet_balances,
-- lot_balances, open_holds) is kept by triggers alone, so that it cannot drift from what happened.

CREATE TABLE wallets (
	member_id uuid PRIMARY KEY REFERENCES members,
	created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE wallets IS 'One row a member: the lock (FOR NO KEY UPDATE, taken first, in ascending order) under which value moves.';

CREATE TABLE ledger_transactions (
	id uuid PRIMARY KEY,
	-- Never used twice.
	key text NOT NULL UNIQUE,
	-- SHA-256 of what was asked: the same key with other content is a conflict.
	fingerprint bytea NOT NULL,
	kind text NOT NULL CHECK (kind IN ('purchase', 'award', 'spend', 'reversal', 'cancellation', 'expiry', 'adjustment')),
	member_id uuid NOT NULL REFERENCES wallets,
	-- The sale or return that caused it; a foreign till's purchase has no row in sales.
	sale_id uuid,
	-- The sale a reversal or cancellation undoes.
	original_sale_id uuid,
	reason text,
	actor_kind text NOT NULL CHECK (actor_kind IN ('staff', 'device', 'member', 'system')),
	actor_id uuid,
	-- When it happened; booked_at is when the ledger learned of it.
	at timestamptz NOT NULL,
	booked_at timestamptz NOT NULL
);
CREATE INDEX ledger_transactions_of_sale ON ledger_transactions (sale_id) WHERE sale_id IS NOT NULL;
CREATE INDEX ledger_transactions_undoing ON ledger_transactions (original_sale_id) WHERE original_sale_id IS NOT NULL;

CREATE TABLE lots (
	id uuid PRIMARY KEY,
	member_id uuid NOT NULL REFERENCES wallets,
	currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
	transaction_id uuid NOT NULL REFERENCES ledger_transactions,
	-- debt: what was spent although nothing was there to take it from.
	source text NOT NULL CHECK (source IN ('award', 'adjustment', 'debt')),
	sale_id uuid,
	offer_id text,
	label text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
	valid_from timestamptz NOT NULL,
	-- Not spendable from then on; null: never expires.
	expires_at timestamptz,
	-- { lines, storeIds, hours } as the offer's terms put them; null: spendable for anything, anywhere, any time.
	conditions jsonb,
	-- [{ lineNo, amountMinor }]: the lines that earned it, for returns; null: all lines of the sale.
	basis jsonb,
	created_at timestamptz NOT NULL
);
CREATE INDEX lots_of_sale ON lots (sale_id) WHERE sale_id IS NOT NULL;

CREATE TABLE ledger_entries (
	transaction_id uuid NOT NULL REFERENCES ledger_transactions,
	entry_no smallint NOT NULL,
	account text NOT NULL CHECK (account IN ('member', 'award_cost', 'spend', 'expiry', 'adjustment')),
	-- Whose, when the account is a member's; programme accounts belong to nobody.
	member_id uuid,
	lot_id uuid REFERENCES lots,
	currency text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
	PRIMARY KEY (transaction_id, entry_no),
	CHECK ((account = 'member') = (member_id IS NOT NULL)),
	CHECK (account <> 'member' OR lot_id IS NOT NULL)
);
CREATE INDEX ledger_entries_of_member ON ledger_entries (member_id, transaction_id DESC, entry_no DESC) WHERE member_id IS NOT NULL;
CREATE INDEX expired_of_lot ON ledger_entries (lot_id) WHERE account = 'expiry';

CREATE TABLE holds (
	-- The grant's id in the sale.
	id uuid PRIMARY KEY,
	key text NOT NULL UNIQUE,
	member_id uuid NOT NULL REFERENCES wallets,
	currency text NOT NULL,
	-- An instant spend uses what its offer gives in the same moment, so it holds no lot.
	kind text NOT NULL CHECK (kind IN ('instant', 'automatic', 'additional', 'offline')),
	sale_id uuid,
	label text NOT NULL,
	asked_minor bigint NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	created_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX holds_of_sale ON holds (sale_id) WHERE sale_id IS NOT NULL;

CREATE TABLE hold_lots (
	hold_id uuid NOT NULL REFERENCES holds,
	position smallint NOT NULL,
	lot_id uuid NOT NULL REFERENCES lots,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	PRIMARY KEY (hold_id, position)
);

CREATE TABLE hold_ends (
	-- The primary key is the rule: a hold ends once.
	hold_id uuid PRIMARY KEY REFERENCES holds,
	outcome text NOT NULL CHECK (outcome IN ('captured', 'released', 'expired')),
	captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
	transaction_id uuid REFERENCES ledger_transactions,
	at timestamptz NOT NULL,
	CHECK ((outcome = 'captured') = (transaction_id IS NOT NULL))
);

CREATE TABLE spend_parts (
	transaction_id uuid NOT NULL REFERENCES ledger_transactions,
	part_no smallint NOT NULL,
	sale_id uuid,
	grant_id text NOT NULL,
	kind text NOT NULL CHECK (kind IN ('instant', 'automatic', 'additional', 'offline')),
	-- Null for an instant spend.
	lot_id uuid REFERENCES lots,
	currency text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	PRIMARY KEY (transaction_id, part_no)
);
COMMENT ON TABLE spend_parts IS 'From which lots a sale was paid: a return gives back into the same.';
CREATE INDEX spend_parts_of_sale ON spend_parts (sale_id) WHERE sale_id IS NOT NULL;
CREATE INDEX spend_parts_of_grant ON spend_parts (grant_id);

CREATE TABLE reversal_lines (
	transaction_id uuid NOT NULL REFERENCES ledger_transactions,
	line_no integer NOT NULL,
	original_sale_id uuid NOT NULL,
	returned_milli bigint NOT NULL CHECK (returned_milli > 0),
	PRIMARY KEY (transaction_id, line_no)
);
CREATE INDEX reversal_lines_of_sale ON reversal_lines (original_sale_id);

CREATE TABLE reversal_spends (
	transaction_id uuid NOT NULL REFERENCES ledger_transactions,
	grant_id text NOT NULL,
	original_sale_id uuid NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	PRIMARY KEY (transaction_id, grant_id)
);
CREATE INDEX reversal_spends_of_sale ON reversal_spends (original_sale_id);

-- Folds ---------------------------------------------------------------------------------------------------------------

CREATE TABLE wallet_balances (
	member_id uuid NOT NULL REFERENCES wallets,
	currency text NOT NULL,
	-- Below zero only by a fact: something returned after it was spent, a spend whose hold had ended.
	balance_minor bigint NOT NULL DEFAULT 0,
	held_minor bigint NOT NULL DEFAULT 0 CHECK (held_minor >= 0),
	PRIMARY KEY (member_id, currency)
) WITH (fillfactor = 80);

CREATE TABLE lot_balances (
	lot_id uuid PRIMARY KEY REFERENCES lots,
	member_id uuid NOT NULL,
	expires_at timestamptz,
	balance_minor bigint NOT NULL,
	held_minor bigint NOT NULL DEFAULT 0 CHECK (held_minor >= 0)
) WITH (fillfactor = 80);
CREATE INDEX open_lots ON lot_balances (member_id) WHERE balance_minor <> 0 OR held_minor <> 0;
CREATE INDEX expiring_lots ON lot_balances (expires_at) WHERE balance_minor > held_minor;

CREATE TABLE open_holds (
	hold_id uuid PRIMARY KEY REFERENCES holds,
	member_id uuid NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX open_holds_of_member ON open_holds (member_id);
CREATE INDEX open_holds_by_end ON open_holds (expires_at);

-- All entries of a transaction come in one statement; checked there, they balance at every moment and not only at commit.
CREATE FUNCTION fold_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (
		SELECT FROM ledger_entries e
		WHERE e.transaction_id IN (SELECT transaction_id FROM booked)
		GROUP BY e.transaction_id, e.currency
		HAVING sum(e.amount_minor) <> 0
	) THEN
		RAISE EXCEPTION 'the entries of a transaction do not sum to zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
	END IF;
	IF EXISTS (
		SELECT FROM booked b JOIN lots l ON l.id = b.lot_id JOIN ledger_transactions t ON t.id = b.transaction_id
		WHERE b.account = 'member' AND (b.member_id, b.member_id, b.currency) IS DISTINCT FROM (l.member_id, t.member_id, l.currency)
	) THEN
		RAISE EXCEPTION 'an entry moves another member''s lot or another currency' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_lot';
	END IF;
	INSERT INTO lot_balances AS kept (lot_id, member_id, expires_at, balance_minor)
	SELECT l.id, l.member_id, l.expires_at, sum(b.amount_minor)
	FROM booked b JOIN lots l ON l.id = b.lot_id
	WHERE b.account = 'member'
	GROUP BY l.id
	ON CONFLICT (lot_id) DO UPDATE SET balance_minor = kept.balance_minor + EXCLUDED.balance_minor;
	INSERT INTO wallet_balances AS kept (member_id, currency, balance_minor)
	SELECT member_id, currency, sum(amount_minor) FROM booked WHERE account = 'member'
	GROUP BY member_id, currency ORDER BY member_id, currency
	ON CONFLICT (member_id, currency) DO UPDATE SET balance_minor = kept.balance_minor + EXCLUDED.balance_minor;
	RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_folded AFTER INSERT ON ledger_entries REFERENCING NEW TABLE AS booked
	FOR EACH STATEMENT EXECUTE FUNCTION fold_entries();

CREATE FUNCTION fold_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO open_holds (hold_id, member_id, expires_at) SELECT id, member_id, expires_at FROM made;
	RETURN NULL;
END $$;
CREATE TRIGGER holds_folded AFTER INSERT ON holds REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION fold_holds();

-- Holding is a decision, so it is guarded: nothing is held that is not there, whatever the caller believes.
CREATE FUNCTION fold_hold_lots() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (
		SELECT FROM made m JOIN holds h ON h.id = m.hold_id JOIN lots l ON l.id = m.lot_id
		WHERE (h.member_id, h.currency) IS DISTINCT FROM (l.member_id, l.currency)
	) OR EXISTS (
		SELECT FROM hold_lots p JOIN holds h ON h.id = p.hold_id
		WHERE p.hold_id IN (SELECT hold_id FROM made)
		GROUP BY h.id HAVING sum(p.amount_minor) <> h.amount_minor
	) THEN
		RAISE EXCEPTION 'a hold does not match its lots' USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_lots_match';
	END IF;
	UPDATE lot_balances b SET held_minor = b.held_minor + m.amount_minor
	FROM (SELECT lot_id, sum(amount_minor) AS amount_minor FROM made GROUP BY lot_id) m
	WHERE b.lot_id = m.lot_id;
	UPDATE wallet_balances b SET held_minor = b.held_minor + m.amount_minor
	FROM (SELECT h.member_id, h.currency, sum(m.amount_minor) AS amount_minor FROM made m JOIN holds h ON h.id = m.hold_id GROUP BY 1, 2) m
	WHERE b.member_id = m.member_id AND b.currency = m.currency;
	IF EXISTS (SELECT FROM lot_balances b JOIN made m ON m.lot_id = b.lot_id WHERE b.held_minor > b.balance_minor)
		OR EXISTS (
			SELECT FROM made m JOIN holds h ON h.id = m.hold_id
			JOIN wallet_balances b ON b.member_id = h.member_id AND b.currency = h.currency
			WHERE b.held_minor > b.balance_minor
		) THEN
		RAISE EXCEPTION 'a hold takes more than there is' USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_covered';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER hold_lots_folded AFTER INSERT ON hold_lots REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION fold_hold_lots();

CREATE FUNCTION fold_hold_ends() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	UPDATE lot_balances b SET held_minor = b.held_minor - p.amount_minor
	FROM (SELECT p.lot_id, sum(p.amount_minor) AS amount_minor FROM hold_lots p JOIN made m USING (hold_id) GROUP BY p.lot_id) p
	WHERE b.lot_id = p.lot_id;
	UPDATE wallet_balances b SET held_minor = b.held_minor - p.amount_minor
	FROM (
		SELECT h.member_id, h.currency, sum(p.amount_minor) AS amount_minor
		FROM hold_lots p JOIN made m USING (hold_id) JOIN holds h ON h.id = p.hold_id GROUP BY 1, 2
	) p
	WHERE b.member_id = p.member_id AND b.currency = p.currency;
	DELETE FROM open_holds WHERE hold_id IN (SELECT hold_id FROM made);
	RETURN NULL;
END $$;
CREATE TRIGGER hold_ends_folded AFTER INSERT ON hold_ends REFERENCING NEW TABLE AS made
	FOR EACH STATEMENT EXECUTE FUNCTION fold_hold_ends();

-- Where the folds and what happened disagree; no row is the only right answer.
CREATE FUNCTION ledger_drift() RETURNS TABLE (what text, key text, kept bigint, found bigint) LANGUAGE sql STABLE AS $$
	SELECT 'transaction', transaction_id::text, 0::bigint, sum(amount_minor)::bigint
	FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0
	UNION ALL
	SELECT 'lot', coalesce(b.lot_id, e.lot_id)::text, b.balance_minor, e.amount_minor
	FROM lot_balances b
	FULL JOIN (SELECT lot_id, sum(amount_minor)::bigint AS amount_minor FROM ledger_entries WHERE account = 'member' GROUP BY lot_id) e USING (lot_id)
	WHERE b.balance_minor IS DISTINCT FROM e.amount_minor
	UNION ALL
	SELECT 'wallet', member_id::text || ' ' || currency, b.balance_minor, e.amount_minor
	FROM wallet_balances b
	FULL JOIN (
		SELECT member_id, currency, sum(amount_minor)::bigint AS amount_minor FROM ledger_entries WHERE account = 'member' GROUP BY 1, 2
	) e USING (member_id, currency)
	WHERE b.balance_minor IS DISTINCT FROM e.amount_minor
	UNION ALL
	SELECT 'held lot', b.lot_id::text, b.held_minor, coalesce(p.amount_minor, 0)
	FROM lot_balances b
	LEFT JOIN (
		SELECT lot_id, sum(amount_minor)::bigint AS amount_minor FROM hold_lots p
		WHERE NOT EXISTS (SELECT FROM hold_ends x WHERE x.hold_id = p.hold_id) GROUP BY lot_id
	) p USING (lot_id)
	WHERE b.held_minor <> coalesce(p.amount_minor, 0)
	UNION ALL
	SELECT 'held wallet', b.member_id::text || ' ' || b.currency, b.held_minor, coalesce(p.amount_minor, 0)
	FROM wallet_balances b
	LEFT JOIN (
		SELECT h.member_id, h.currency, sum(p.amount_minor)::bigint AS amount_minor FROM hold_lots p JOIN holds h ON h.id = p.hold_id
		WHERE NOT EXISTS (SELECT FROM hold_ends x WHERE x.hold_id = p.hold_id) GROUP BY 1, 2
	) p ON p.member_id = b.member_id AND p.currency = b.currency
	WHERE b.held_minor <> coalesce(p.amount_minor, 0)
	UNION ALL
	SELECT 'open hold', coalesce(o.hold_id, h.id)::text, (o.hold_id IS NOT NULL)::int::bigint, (h.id IS NOT NULL)::int::bigint
	FROM open_holds o
	FULL JOIN (SELECT id FROM holds WHERE NOT EXISTS (SELECT FROM hold_ends x WHERE x.hold_id = holds.id)) h ON h.id = o.hold_id
	WHERE o.hold_id IS NULL OR h.id IS NULL
$$;

-- Insert only ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION refuse_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is kept by the ledger', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
	fact text;
	fold text;
BEGIN
	FOREACH fact IN ARRAY ARRAY['wallets', 'ledger_transactions', 'ledger_entries', 'lots', 'holds', 'hold_lots', 'hold_ends', 'spend_parts', 'reversal_lines', 'reversal_spends'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', fact || '_insert_only', fact);
		EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', fact || '_no_truncate', fact);
	END LOOP;
	FOREACH fold IN ARRAY ARRAY['wallet_balances', 'lot_balances', 'open_holds'] LOOP
		EXECUTE format(
			'CREATE TRIGGER %I BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_by_hand()',
			fold || '_by_hand', fold
		);
		EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_by_hand()', fold || '_no_truncate', fold);
	END LOOP;
END $$;

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT ON wallets, ledger_transactions, ledger_entries, lots, holds, hold_lots, hold_ends, spend_parts, reversal_lines, reversal_spends TO tillit_app;
		REVOKE UPDATE, DELETE, TRUNCATE ON wallets, ledger_transactions, ledger_entries, lots, holds, hold_lots, hold_ends, spend_parts, reversal_lines, reversal_spends FROM tillit_app;
		GRANT SELECT ON wallet_balances, lot_balances, open_holds TO tillit_app;
		REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON wallet_balances, lot_balances, open_holds FROM tillit_app;
	END IF;
END $$;
