-- When a batch was received is told by the caller's clock, as all times are; without it, by the database's.

-- Books a part of one epoch: events and what follows from them, table by table. The caller holds the epoch's row lock.
-- batch: { receivedAt, events, privates, sales, lines, taxes, tenders, cases }, each a list of rows.
CREATE OR REPLACE FUNCTION book_events(of_till uuid, of_epoch integer, in_store uuid, batch jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	received timestamptz := coalesce((batch ->> 'receivedAt')::timestamptz, now());
BEGIN
	INSERT INTO journal_events (till_id, epoch, seq, branch, id, type, v, at, staff_id, text, hash, sig, prev, result, device_id, received_at)
	SELECT of_till, of_epoch, e.seq, e.branch, e.id, e.type, e.v, e.at, e.staff_id, e.text, e.hash, e.sig, e.prev, e.result, e.device_id, received
	FROM jsonb_to_recordset(batch -> 'events') AS e (
		seq integer, branch smallint, id uuid, type text, v integer, at timestamptz, staff_id uuid,
		text text, hash text, sig text, prev text, result text, device_id uuid
	);

	INSERT INTO journal_private (till_id, epoch, seq, branch, salt, text)
	SELECT of_till, of_epoch, p.seq, p.branch, p.salt, p.text
	FROM jsonb_to_recordset(batch -> 'privates') AS p (seq integer, branch smallint, salt text, text text);

	INSERT INTO sales (
		id, till_id, store_id, epoch, seq, branch, kind, receipt_number, original_receipt_number, business_date, at, staff_id, member_id, card_hmac,
		currency, items_minor, discounts_minor, tax_minor, due_minor, rounding_minor, change_minor, line_count, item_count, receipt_token_hash, event_hash, received_at
	)
	SELECT
		s.id, of_till, in_store, of_epoch, s.seq, s.branch, s.kind, s.receipt_number, s.original_receipt_number, s.business_date, s.at, s.staff_id,
		s.member_id, decode(s.card_hmac, 'hex'), s.currency, s.items_minor, s.discounts_minor, s.tax_minor, s.due_minor, s.rounding_minor,
		s.change_minor, s.line_count, s.item_count, s.receipt_token_hash, s.event_hash, received
	FROM jsonb_to_recordset(batch -> 'sales') AS s (
		id uuid, seq integer, branch smallint, kind text, receipt_number text, original_receipt_number text, business_date date, at timestamptz,
		staff_id uuid, member_id uuid, card_hmac text, currency text, items_minor bigint, discounts_minor bigint, tax_minor bigint, due_minor bigint,
		rounding_minor bigint, change_minor bigint, line_count integer, item_count integer, receipt_token_hash text, event_hash text
	);

	INSERT INTO sale_lines (
		sale_id, line_no, product_id, sku, name, code, quantity_milli, unit, unit_price_minor, gross_minor, discount_minor, total_minor, tax_rate_id, tax_rate_bp
	)
	SELECT
		l.sale_id, l.line_no, l.product_id, l.sku, l.name, l.code, l.quantity_milli, l.unit, l.unit_price_minor, l.gross_minor, l.discount_minor,
		l.total_minor, l.tax_rate_id, l.tax_rate_bp
	FROM jsonb_to_recordset(batch -> 'lines') AS l (
		sale_id uuid, line_no integer, product_id uuid, sku text, name text, code text, quantity_milli bigint, unit text, unit_price_minor bigint,
		gross_minor bigint, discount_minor bigint, total_minor bigint, tax_rate_id text, tax_rate_bp integer
	);

	INSERT INTO sale_taxes (sale_id, rate_id, rate_bp, net_minor, tax_minor, gross_minor)
	SELECT t.sale_id, t.rate_id, t.rate_bp, t.net_minor, t.tax_minor, t.gross_minor
	FROM jsonb_to_recordset(batch -> 'taxes') AS t (
		sale_id uuid, rate_id text, rate_bp integer, net_minor bigint, tax_minor bigint, gross_minor bigint
	);

	INSERT INTO sale_tenders (sale_id, tender_no, kind, amount_minor, reference)
	SELECT t.sale_id, t.tender_no, t.kind, t.amount_minor, t.reference
	FROM jsonb_to_recordset(batch -> 'tenders') AS t (sale_id uuid, tender_no integer, kind text, amount_minor bigint, reference text);

	-- What was sold has left the stock.
	INSERT INTO stock_movements (sale_id, line_no, product_id, store_id, quantity_milli, at)
	SELECT l.sale_id, l.line_no, l.product_id, in_store, -l.quantity_milli, s.at
	FROM jsonb_to_recordset(batch -> 'lines') AS l (sale_id uuid, line_no integer, product_id uuid, quantity_milli bigint)
	JOIN jsonb_to_recordset(batch -> 'sales') AS s (id uuid, at timestamptz) ON s.id = l.sale_id
	WHERE l.product_id IS NOT NULL;

	-- Products are locked in the order of their ids, so that two tills that sell the same goods wait instead of deadlocking.
	WITH sold AS (
		SELECT product_id, sum(quantity_milli) AS quantity_milli
		FROM jsonb_to_recordset(batch -> 'lines') AS l (product_id uuid, quantity_milli bigint)
		WHERE product_id IS NOT NULL
		GROUP BY product_id
	), locked AS MATERIALIZED (
		SELECT p.id, sold.quantity_milli
		FROM products p JOIN sold ON sold.product_id = p.id
		ORDER BY p.id
		FOR NO KEY UPDATE OF p
	)
	UPDATE products SET sold_milli = sold_milli + locked.quantity_milli FROM locked WHERE products.id = locked.id;

	INSERT INTO cases (id, kind, till_id, epoch, seq, sale_id, detail)
	SELECT c.id, c.kind, of_till, of_epoch, c.seq, c.sale_id, c.detail
	FROM jsonb_to_recordset(batch -> 'cases') AS c (id uuid, kind text, seq integer, sale_id uuid, detail jsonb);
END $$;
