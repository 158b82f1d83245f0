-- The ledger's functions look rows up by key, whatever the tables hold: a plan made while they were empty (read them all,
-- it is nothing) would otherwise live on in its connection until the next ANALYZE and read a full ledger for every sale.
ALTER FUNCTION open_wallets(uuid[], jsonb) SET enable_seqscan = off;
ALTER FUNCTION open_wallets(uuid[], jsonb) SET enable_hashjoin = off;
ALTER FUNCTION open_wallets(uuid[], jsonb) SET enable_mergejoin = off;
ALTER FUNCTION fold_hold_lots() SET enable_seqscan = off;
ALTER FUNCTION fold_hold_lots() SET enable_hashjoin = off;
ALTER FUNCTION fold_hold_lots() SET enable_mergejoin = off;
ALTER FUNCTION fold_hold_ends() SET enable_seqscan = off;
ALTER FUNCTION fold_hold_ends() SET enable_hashjoin = off;
ALTER FUNCTION fold_hold_ends() SET enable_mergejoin = off;

-- All entries of a transaction come in one statement, the first numbered 1: as that number exists once, none can follow
-- later, and what came is all there is to sum.
CREATE OR REPLACE FUNCTION fold_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
	IF EXISTS (SELECT FROM booked GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0)
		OR EXISTS (SELECT FROM booked GROUP BY transaction_id HAVING min(entry_no) <> 1) THEN
		RAISE EXCEPTION 'the entries of a transaction come together and sum to zero' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
	END IF;
	IF EXISTS (
		SELECT FROM booked b JOIN lots l ON l.id = b.lot_id JOIN ledger_transactions t ON t.id = b.transaction_id
		WHERE b.account = 'member' AND (b.member_id, b.member_id, b.currency) IS DISTINCT FROM (l.member_id, t.member_id, l.currency)
	) THEN
		RAISE EXCEPTION 'an entry moves another member''s lot or another currency' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_lot';
	END IF;
	INSERT INTO lot_balances AS kept (lot_id, member_id, expires_at, balance_minor)
	SELECT l.id, l.member_id, l.expires_at, b.amount_minor
	FROM (SELECT lot_id, sum(amount_minor) AS amount_minor FROM booked WHERE account = 'member' GROUP BY lot_id) b
	JOIN lots l ON l.id = b.lot_id
	ON CONFLICT (lot_id) DO UPDATE SET balance_minor = kept.balance_minor + EXCLUDED.balance_minor;
	INSERT INTO wallet_balances AS kept (member_id, currency, balance_minor)
	SELECT member_id, currency, sum(amount_minor) FROM booked WHERE account = 'member'
	GROUP BY member_id, currency ORDER BY member_id, currency
	ON CONFLICT (member_id, currency) DO UPDATE SET balance_minor = kept.balance_minor + EXCLUDED.balance_minor;
	RETURN NULL;
END $$;
