-- A foreign till's purchase in three round trips: who calls; lock the wallet and read what decides; book it all.
-- The functions look rows up by key whatever the tables hold, see 0042.

-- Who stands behind a token, and how often its key called in this window; null: nobody. Nobody waits for the disk so that a
-- call is counted: a crash of the machine forgives less than a second of calls.
CREATE FUNCTION enter_call(of_token bytea, counted_as text, of_window timestamptz, now_is timestamptz) RETURNS jsonb LANGUAGE plpgsql
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	caller record;
	calls integer := 0;
BEGIN
	SELECT k.id, k.scopes, k.store_ids, k.unknown_products, t.store_id, least(t.expires_at, k.expires_at) AS ends
	INTO caller
	FROM api_tokens t JOIN api_keys k ON k.id = t.key_id
	WHERE t.token_hash = of_token AND k.revoked_at IS NULL;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	IF caller.ends > now_is THEN
		PERFORM set_config('synchronous_commit', 'off', true);
		INSERT INTO rate_limits AS counted (key, window_start, count)
		VALUES (
			counted_as || ':' || left(translate(encode(sha256(convert_to(caller.id::text, 'UTF8')), 'base64'), '+/', '-_'), 22), of_window, 1
		)
		ON CONFLICT (key, window_start) DO UPDATE SET count = counted.count + 1
		RETURNING count INTO calls;
	END IF;
	RETURN jsonb_build_object(
		'keyId', caller.id, 'scopes', caller.scopes, 'storeIds', caller.store_ids, 'storeId', caller.store_id, 'unknownProducts', caller.unknown_products,
		'ended', caller.ends <= now_is, 'calls', calls, 'stamp', house_is()
	);
END $$;

-- Locks wallets in ascending order, those of new members are made; nothing else may be locked before.
CREATE FUNCTION lock_wallets(of_members uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public, pg_temp SET enable_seqscan = off AS $$
BEGIN
	INSERT INTO wallets (member_id)
	SELECT DISTINCT m.id FROM unnest(of_members) AS m (id)
	WHERE NOT EXISTS (SELECT FROM wallets w WHERE w.member_id = m.id)
	ORDER BY m.id
	ON CONFLICT DO NOTHING;
	PERFORM FROM wallets WHERE member_id = ANY (of_members) ORDER BY member_id FOR NO KEY UPDATE;
END $$;

-- Everything that decides what a purchase earns, read after the member's wallet was locked. Null: it is none of the many that
-- only earn (nobody is meant, somebody spends by themselves, it is known already, it was given back before it came).
-- asked: { card | memberId, missesKey, missesWindow, missesMost, storeId, system, reference, receiptNumber, id?, productIds, skus,
-- codes, limited: offers that count, zone, countedFrom, giving: offers whose budgets are given from, budgeted }
CREATE FUNCTION open_purchase(asked jsonb) RETURNS jsonb LANGUAGE plpgsql
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	member record;
	chosen uuid := (asked ->> 'id')::uuid;
	limited_offers text[] := ARRAY(SELECT jsonb_array_elements_text(asked -> 'limited'));
	budgeted_offers text[] := ARRAY(SELECT jsonb_array_elements_text(asked -> 'budgeted'));
	counts jsonb := '[]';
	budgets jsonb := '[]';
BEGIN
	IF asked ? 'card' THEN
		SELECT m.id, m.tier, m.segments, m.state, m.auto_spend INTO member
		FROM cards c JOIN members m ON m.id = c.member_id WHERE c.number = asked ->> 'card' AND c.state = 'active';
	ELSE
		SELECT m.id, m.tier, m.segments, m.state, m.auto_spend INTO member FROM members m WHERE m.id = (asked ->> 'memberId')::uuid;
	END IF;
	IF NOT FOUND OR member.state = 'ended' OR member.auto_spend OR EXISTS (
		SELECT FROM rate_limits
		WHERE key = asked ->> 'missesKey' AND window_start = (asked ->> 'missesWindow')::timestamptz AND count >= (asked ->> 'missesMost')::integer
	) THEN
		RETURN NULL;
	END IF;
	PERFORM lock_wallets(ARRAY[member.id]);
	IF EXISTS (
		SELECT FROM crmcom_purchases p
		WHERE p.store_id = (asked ->> 'storeId')::uuid AND p.external_system = asked ->> 'system' AND p.reference = asked ->> 'reference'
			AND p.state <> 'cancelled'
	) OR EXISTS (SELECT FROM returned_lines r WHERE r.original_receipt_number = asked ->> 'receiptNumber') THEN
		RETURN NULL;
	END IF;
	IF chosen IS NOT NULL AND (
		EXISTS (SELECT FROM crmcom_purchases p WHERE p.id = chosen)
		OR EXISTS (SELECT FROM ledger_transactions t WHERE t.sale_id = chosen)
		OR EXISTS (SELECT FROM holds h WHERE h.sale_id = chosen)
		OR EXISTS (SELECT FROM open_sales o WHERE o.sale_id = chosen)
	) THEN
		RETURN NULL;
	END IF;
	IF jsonb_array_length(asked -> 'giving') > 0 THEN
		PERFORM lock_budgets(ARRAY(SELECT jsonb_array_elements_text(asked -> 'giving')));
	END IF;
	IF limited_offers <> '{}' THEN
		SELECT coalesce(jsonb_agg(g), '[]') INTO counts
		FROM (
			SELECT offer_id AS "offerId", to_char(at AT TIME ZONE (asked ->> 'zone'), 'YYYY-MM-DD') AS date, sum(times) AS times,
				sum(amount_minor) AS "amountMinor"
			FROM offer_gifts
			WHERE member_id = member.id AND offer_id = ANY (limited_offers)
				AND to_char(at AT TIME ZONE (asked ->> 'zone'), 'YYYY-MM-DD') >= asked ->> 'countedFrom'
			GROUP BY 1, 2
		) g;
	END IF;
	IF budgeted_offers <> '{}' THEN
		SELECT coalesce(jsonb_agg(jsonb_build_object('offerId', b.offer_id, 'givenMinor', b.given_minor)), '[]') INTO budgets
		FROM offer_budgets b WHERE b.offer_id = ANY (budgeted_offers);
	END IF;
	RETURN jsonb_build_object(
		'memberId', member.id, 'tier', member.tier, 'segments', member.segments, 'gifts', counts, 'budgets', budgets,
		'products', (
			SELECT coalesce(jsonb_agg(jsonb_build_object(
				'id', p.id, 'sku', p.sku, 'name', p.name, 'groupId', p.group_id, 'taxRateId', p.tax_rate_id, 'unit', p.unit, 'code', found.code,
				'brand', p.brand, 'family', p.family, 'categories', p.categories, 'inPromotions', p.in_promotions
			)), '[]')
			FROM (
				SELECT x::uuid AS id, NULL AS code FROM jsonb_array_elements_text(asked -> 'productIds') AS x
				UNION ALL
				SELECT s.id, NULL FROM products s WHERE s.sku = ANY (ARRAY(SELECT jsonb_array_elements_text(asked -> 'skus')))
				UNION ALL
				SELECT c.product_id, c.code FROM product_codes c WHERE c.code = ANY (ARRAY(SELECT jsonb_array_elements_text(asked -> 'codes')))
			) AS found
			JOIN products p ON p.id = found.id
		),
		'lots', (
			SELECT coalesce(jsonb_agg(jsonb_build_object(
				'currency', l.currency, 'balanceMinor', b.balance_minor, 'heldMinor', b.held_minor,
				'expiresAtMs', floor(extract(epoch FROM l.expires_at) * 1000)
			)), '[]')
			FROM lot_balances b JOIN lots l ON l.id = b.lot_id
			WHERE b.member_id = member.id AND (b.balance_minor <> 0 OR b.held_minor <> 0)
		)
	);
END $$;

-- Books a purchase with its lines and what it earns. The caller holds the wallet's lock. Answers the numbers that were given,
-- or null and books nothing: another purchase took its id or reference meanwhile.
-- batch: { purchase, lines, ledger: what book_ledger takes, gifts }
CREATE FUNCTION book_purchase(batch jsonb) RETURNS jsonb LANGUAGE plpgsql
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	booked bigint;
	of_member uuid := (batch -> 'purchase' ->> 'member_id')::uuid;
	participant bigint;
BEGIN
	INSERT INTO crmcom_purchases (
		id, key_id, store_id, till_id, member_id, state, external_system, reference, reference_number, external_reference, classification,
		content_hash, performed_at, created_at, currency, total_minor, net_minor, vat_minor, requested_minor, reduction_method, grants, echo,
		awards, awarded_minor, awarded_points
	)
	SELECT
		p.id, p.key_id, p.store_id, p.till_id, of_member, 'posted', p.external_system, p.reference, p.reference_number, p.external_reference,
		p.classification, decode(p.content_hash, 'hex'), p.performed_at, p.created_at, p.currency, p.total_minor, p.net_minor, p.vat_minor,
		p.requested_minor, p.reduction_method, '[]', p.echo, p.awards, p.awarded_minor, p.awarded_points
	FROM jsonb_to_record(batch -> 'purchase') AS p (
		id uuid, key_id uuid, store_id uuid, till_id uuid, external_system text, reference text, reference_number text, external_reference text,
		classification text, content_hash text, performed_at timestamptz, created_at timestamptz, currency text, total_minor bigint,
		net_minor bigint, vat_minor bigint, requested_minor bigint, reduction_method text, echo jsonb, awards jsonb, awarded_minor bigint,
		awarded_points bigint
	)
	ON CONFLICT DO NOTHING
	RETURNING number INTO booked;
	IF booked IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO crmcom_purchase_lines (
		id, purchase_id, line_no, product_id, intended_key, intended_value, quantity_milli, discount_minor, net_minor, vat_minor, total_minor
	)
	SELECT
		l.id, l.purchase_id, l.line_no, l.product_id, l.intended_key, l.intended_value, l.quantity_milli, l.discount_minor, l.net_minor,
		l.vat_minor, l.total_minor
	FROM jsonb_to_recordset(batch -> 'lines') AS l (
		id uuid, purchase_id uuid, line_no integer, product_id uuid, intended_key text, intended_value text, quantity_milli bigint,
		discount_minor bigint, net_minor bigint, vat_minor bigint, total_minor bigint
	);
	PERFORM book_ledger(batch -> 'ledger');
	IF batch ? 'gifts' THEN
		INSERT INTO offer_gifts (sale_id, offer_id, member_id, at, currency, times, amount_minor)
		SELECT g.sale_id, g.offer_id, of_member, g.at, g.currency, g.times, g.amount_minor
		FROM jsonb_to_recordset(batch -> 'gifts') AS g (
			sale_id uuid, offer_id text, at timestamptz, currency text, times integer, amount_minor bigint
		)
		ON CONFLICT DO NOTHING;
	END IF;
	SELECT number INTO participant FROM crmcom_participants WHERE member_id = of_member;
	IF participant IS NULL THEN
		INSERT INTO crmcom_participants (member_id) VALUES (of_member) ON CONFLICT DO NOTHING RETURNING number INTO participant;
	END IF;
	IF participant IS NULL THEN
		SELECT number INTO participant FROM crmcom_participants WHERE member_id = of_member;
	END IF;
	RETURN jsonb_build_object('number', booked, 'participant', participant);
END $$;
