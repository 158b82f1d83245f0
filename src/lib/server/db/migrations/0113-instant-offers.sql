-- An instant spend is an offer's gift: the offer stays with the hold and with what was paid, so that its limits and its
-- budget can count it, and count it back.
ALTER TABLE holds ADD COLUMN offer_id text CHECK (offer_id IS NULL OR kind = 'instant');
ALTER TABLE spend_parts ADD COLUMN offer_id text;
ALTER TABLE open_holds ADD COLUMN offer_id text;
CREATE INDEX open_holds_of_offer ON open_holds (offer_id) WHERE offer_id IS NOT NULL;

CREATE OR REPLACE FUNCTION fold_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO open_holds (hold_id, member_id, expires_at, offer_id) SELECT id, member_id, expires_at, offer_id FROM made;
	RETURN NULL;
END $$;

-- As before; holds tell their offer.
CREATE OR REPLACE FUNCTION open_wallets(of_members uuid[], asked jsonb) RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	keys text[] := ARRAY(SELECT jsonb_array_elements_text(asked -> 'keys'));
	sale_ids uuid[] := ARRAY(SELECT jsonb_array_elements_text(asked -> 'sales')::uuid);
	grants uuid[] := ARRAY(SELECT jsonb_array_elements_text(asked -> 'grants')::uuid);
	hold_keys text[] := ARRAY(SELECT jsonb_array_elements_text(asked -> 'holdKeys'));
	answer jsonb := '{}';
	found_holds jsonb := '[]';
	wanted_lots uuid[] := '{}';
BEGIN
	INSERT INTO wallets (member_id)
	SELECT DISTINCT m.id FROM unnest(of_members) AS m (id)
	WHERE NOT EXISTS (SELECT FROM wallets w WHERE w.member_id = m.id)
	ORDER BY m.id
	ON CONFLICT DO NOTHING;
	PERFORM FROM wallets WHERE member_id = ANY (of_members) ORDER BY member_id FOR NO KEY UPDATE;

	IF keys <> '{}' THEN
		answer := answer || jsonb_build_object('transactions', (
			SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'key', t.key, 'fingerprint', encode(t.fingerprint, 'hex'), 'answer', t.answer)), '[]')
			FROM ledger_transactions t WHERE t.key = ANY (keys)
		));
	END IF;
	IF grants <> '{}' OR sale_ids <> '{}' OR hold_keys <> '{}' OR asked ->> 'expiredBy' IS NOT NULL THEN
		SELECT coalesce(jsonb_agg(jsonb_build_object(
			'id', h.id, 'key', h.key, 'memberId', h.member_id, 'saleId', h.sale_id, 'currency', h.currency, 'kind', h.kind, 'label', h.label,
			'askedMinor', h.asked_minor, 'amountMinor', h.amount_minor, 'expiresAtMs', floor(extract(epoch FROM h.expires_at) * 1000),
			'ended', e.outcome, 'offerId', h.offer_id,
			'lots', (
				SELECT coalesce(jsonb_agg(jsonb_build_object('lotId', p.lot_id, 'amountMinor', p.amount_minor) ORDER BY p.position), '[]')
				FROM hold_lots p WHERE p.hold_id = h.id
			)
		) ORDER BY h.created_at, h.id), '[]')
		INTO found_holds
		FROM holds h LEFT JOIN hold_ends e ON e.hold_id = h.id
		WHERE h.id IN (
			SELECT unnest(grants)
			UNION SELECT x.id FROM holds x WHERE x.sale_id = ANY (sale_ids)
			UNION SELECT x.id FROM holds x WHERE x.key = ANY (hold_keys)
			UNION SELECT o.hold_id FROM open_holds o WHERE o.member_id = ANY (of_members) AND o.expires_at <= (asked ->> 'expiredBy')::timestamptz
		);
		wanted_lots := ARRAY(
			SELECT p.lot_id FROM hold_lots p
			WHERE p.hold_id IN (SELECT (one ->> 'id')::uuid FROM jsonb_array_elements(found_holds) AS one)
		);
	END IF;
	IF sale_ids <> '{}' THEN
		wanted_lots := wanted_lots
			|| ARRAY(SELECT l.id FROM lots l WHERE l.sale_id = ANY (sale_ids))
			|| ARRAY(SELECT s.lot_id FROM spend_parts s WHERE s.sale_id = ANY (sale_ids) AND s.lot_id IS NOT NULL);
		answer := answer || jsonb_build_object(
			'sales', (
				SELECT coalesce(jsonb_agg(jsonb_build_object('saleId', t.sale_id, 'transactionId', t.id, 'memberId', t.member_id)), '[]')
				FROM ledger_transactions t WHERE t.sale_id = ANY (sale_ids) AND t.kind IN ('purchase', 'award', 'spend')
			),
			'awards', (
				SELECT coalesce(jsonb_agg(jsonb_build_object(
					'lotId', l.id, 'saleId', l.sale_id, 'currency', l.currency, 'amountMinor', l.amount_minor, 'basis', l.basis
				) ORDER BY l.created_at, l.id), '[]')
				FROM lots l WHERE l.sale_id = ANY (sale_ids) AND l.source = 'award'
			),
			'spends', (
				SELECT coalesce(jsonb_agg(jsonb_build_object(
					'saleId', s.sale_id, 'grantId', s.grant_id, 'kind', s.kind, 'lotId', s.lot_id, 'currency', s.currency, 'amountMinor', s.amount_minor
				) ORDER BY s.transaction_id, s.part_no), '[]')
				FROM spend_parts s WHERE s.sale_id = ANY (sale_ids)
			),
			'cancelled', (
				SELECT coalesce(jsonb_agg(t.original_sale_id), '[]')
				FROM ledger_transactions t WHERE t.original_sale_id = ANY (sale_ids) AND t.kind = 'cancellation'
			),
			'returnedLines', (
				SELECT coalesce(jsonb_agg(r), '[]')
				FROM (
					SELECT original_sale_id AS "saleId", line_no AS "lineNo", sum(returned_milli) AS "returnedMilli"
					FROM reversal_lines WHERE original_sale_id = ANY (sale_ids) GROUP BY 1, 2
				) r
			),
			'returnedSpends', (
				SELECT coalesce(jsonb_agg(r), '[]')
				FROM (
					SELECT original_sale_id AS "saleId", grant_id AS "grantId", sum(amount_minor) AS "amountMinor"
					FROM reversal_spends WHERE original_sale_id = ANY (sale_ids) GROUP BY 1, 2
				) r
			)
		);
	END IF;
	IF (asked ->> 'lots')::boolean THEN
		answer := answer || jsonb_build_object('lots', (
			SELECT coalesce(jsonb_agg(jsonb_build_object(
				'id', l.id, 'memberId', l.member_id, 'currency', l.currency, 'balanceMinor', b.balance_minor, 'heldMinor', b.held_minor,
				'createdAtMs', floor(extract(epoch FROM l.created_at) * 1000),
				'validFromMs', floor(extract(epoch FROM l.valid_from) * 1000),
				'expiresAtMs', floor(extract(epoch FROM l.expires_at) * 1000),
				'conditions', l.conditions,
				'expiredMinor', CASE WHEN l.expires_at IS NOT NULL AND l.id = ANY (wanted_lots)
					THEN (SELECT coalesce(sum(x.amount_minor), 0) FROM ledger_entries x WHERE x.lot_id = l.id AND x.account = 'expiry') ELSE 0 END
			)), '[]')
			FROM lot_balances b JOIN lots l ON l.id = b.lot_id
			WHERE b.lot_id IN (
				SELECT o.lot_id FROM lot_balances o WHERE o.member_id = ANY (of_members) AND (o.balance_minor <> 0 OR o.held_minor <> 0)
				UNION SELECT unnest(wanted_lots)
			)
		));
	END IF;
	RETURN answer || jsonb_build_object('holds', found_holds);
END $$;

-- As before; holds and spend parts take their offer.
CREATE OR REPLACE FUNCTION book_ledger(batch jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	now_is timestamptz := (batch ->> 'bookedAt')::timestamptz;
BEGIN
	IF batch ? 'transactions' THEN
		INSERT INTO ledger_transactions (id, key, fingerprint, kind, member_id, sale_id, original_sale_id, reason, actor_kind, actor_id, at, booked_at, answer)
		SELECT t.id, t.key, decode(t.fingerprint, 'hex'), t.kind, t.member_id, t.sale_id, t.original_sale_id, t.reason, t.actor_kind, t.actor_id, t.at, now_is, t.answer
		FROM jsonb_to_recordset(batch -> 'transactions') AS t (
			id uuid, key text, fingerprint text, kind text, member_id uuid, sale_id uuid, original_sale_id uuid, reason text, actor_kind text,
			actor_id uuid, at timestamptz, answer jsonb
		);
	END IF;
	IF batch ? 'lots' THEN
		INSERT INTO lots (id, member_id, currency, transaction_id, source, sale_id, offer_id, label, amount_minor, valid_from, expires_at, conditions, basis, created_at)
		SELECT l.id, l.member_id, l.currency, l.transaction_id, l.source, l.sale_id, l.offer_id, l.label, l.amount_minor, l.valid_from, l.expires_at,
			nullif(l.conditions, 'null'), nullif(l.basis, 'null'), l.created_at
		FROM jsonb_to_recordset(batch -> 'lots') AS l (
			id uuid, member_id uuid, currency text, transaction_id uuid, source text, sale_id uuid, offer_id text, label text, amount_minor bigint,
			valid_from timestamptz, expires_at timestamptz, conditions jsonb, basis jsonb, created_at timestamptz
		);
	END IF;
	-- A captured hold ends before its value leaves: what it had set aside is free for exactly that.
	IF batch ? 'holdEnds' THEN
		INSERT INTO hold_ends (hold_id, outcome, captured_minor, transaction_id, at)
		SELECT e.hold_id, e.outcome, e.captured_minor, e.transaction_id, now_is
		FROM jsonb_to_recordset(batch -> 'holdEnds') AS e (hold_id uuid, outcome text, captured_minor bigint, transaction_id uuid);
	END IF;
	IF batch ? 'entries' THEN
		INSERT INTO ledger_entries (transaction_id, entry_no, account, member_id, lot_id, currency, amount_minor)
		SELECT e.transaction_id, e.entry_no, e.account, e.member_id, e.lot_id, e.currency, e.amount_minor
		FROM jsonb_to_recordset(batch -> 'entries') AS e (
			transaction_id uuid, entry_no smallint, account text, member_id uuid, lot_id uuid, currency text, amount_minor bigint
		);
	END IF;
	IF batch ? 'holds' THEN
		INSERT INTO holds (id, key, member_id, currency, kind, sale_id, offer_id, label, asked_minor, amount_minor, created_at, expires_at)
		SELECT h.id, h.key, h.member_id, h.currency, h.kind, h.sale_id, h.offer_id, h.label, h.asked_minor, h.amount_minor, h.created_at, h.expires_at
		FROM jsonb_to_recordset(batch -> 'holds') AS h (
			id uuid, key text, member_id uuid, currency text, kind text, sale_id uuid, offer_id text, label text, asked_minor bigint, amount_minor bigint,
			created_at timestamptz, expires_at timestamptz
		);
	END IF;
	IF batch ? 'holdLots' THEN
		INSERT INTO hold_lots (hold_id, position, lot_id, amount_minor)
		SELECT p.hold_id, p.position, p.lot_id, p.amount_minor
		FROM jsonb_to_recordset(batch -> 'holdLots') AS p (hold_id uuid, position smallint, lot_id uuid, amount_minor bigint);
	END IF;
	IF batch ? 'spendParts' THEN
		INSERT INTO spend_parts (transaction_id, part_no, sale_id, grant_id, kind, offer_id, lot_id, currency, amount_minor)
		SELECT s.transaction_id, s.part_no, s.sale_id, s.grant_id, s.kind, s.offer_id, s.lot_id, s.currency, s.amount_minor
		FROM jsonb_to_recordset(batch -> 'spendParts') AS s (
			transaction_id uuid, part_no smallint, sale_id uuid, grant_id text, kind text, offer_id text, lot_id uuid, currency text, amount_minor bigint
		);
	END IF;
	IF batch ? 'reversalLines' THEN
		INSERT INTO reversal_lines (transaction_id, line_no, original_sale_id, returned_milli)
		SELECT r.transaction_id, r.line_no, r.original_sale_id, r.returned_milli
		FROM jsonb_to_recordset(batch -> 'reversalLines') AS r (transaction_id uuid, line_no integer, original_sale_id uuid, returned_milli bigint);
	END IF;
	IF batch ? 'reversalSpends' THEN
		INSERT INTO reversal_spends (transaction_id, grant_id, original_sale_id, amount_minor)
		SELECT r.transaction_id, r.grant_id, r.original_sale_id, r.amount_minor
		FROM jsonb_to_recordset(batch -> 'reversalSpends') AS r (transaction_id uuid, grant_id text, original_sale_id uuid, amount_minor bigint);
	END IF;
END $$;
