-- What came back of each sale, and what tills hold while a return is open. What came back is a fact and is never refused;
-- what a till may take back is decided here.

-- By receipt number: a return may arrive before its sale. Lines are numbered as in the original.
CREATE TABLE returned_lines (
	return_sale_id uuid NOT NULL REFERENCES sales,
	line_no integer NOT NULL,
	original_receipt_number text NOT NULL,
	quantity_milli bigint NOT NULL,
	PRIMARY KEY (return_sale_id, line_no)
);
CREATE INDEX returned_lines_of_sale ON returned_lines (original_receipt_number, line_no);
CREATE TRIGGER returned_lines_insert_only BEFORE UPDATE OR DELETE ON returned_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER returned_lines_no_truncate BEFORE TRUNCATE ON returned_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO returned_lines (return_sale_id, line_no, original_receipt_number, quantity_milli)
SELECT s.id, (l.line ->> 'lineNo')::integer, s.original_receipt_number, -sum((l.line ->> 'quantityMilli')::bigint)
FROM sales s
JOIN journal_events e ON (e.till_id, e.epoch, e.seq, e.branch) = (s.till_id, s.epoch, s.seq, s.branch)
CROSS JOIN LATERAL jsonb_array_elements(e.text::jsonb -> 'body' -> 'lines') AS l (line)
WHERE s.kind = 'return' AND s.original_receipt_number IS NOT NULL
GROUP BY s.id, (l.line ->> 'lineNo')::integer, s.original_receipt_number;

-- A return that is open at a till (until expires_at), or granted to it: its money is being paid out.
CREATE TABLE return_holds (
	-- The return's own id as a sale.
	return_id uuid PRIMARY KEY,
	original_sale_id uuid NOT NULL REFERENCES sales,
	till_id uuid NOT NULL REFERENCES tills,
	state text NOT NULL CHECK (state IN ('open', 'granted')),
	expires_at timestamptz NOT NULL
);
-- One till at a time has a receipt open.
CREATE UNIQUE INDEX return_holds_open ON return_holds (original_sale_id) WHERE state = 'open';
CREATE INDEX return_holds_of_sale ON return_holds (original_sale_id);

CREATE TABLE return_hold_lines (
	return_id uuid NOT NULL REFERENCES return_holds ON DELETE CASCADE,
	line_no integer NOT NULL,
	quantity_milli bigint NOT NULL CHECK (quantity_milli > 0),
	PRIMARY KEY (return_id, line_no)
);

-- Whoever decides about a receipt, or books what came back of it, waits here for the others.
CREATE FUNCTION lock_returns(numbers text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended(n, 66) AS k FROM unnest(numbers) AS n ORDER BY 1) AS locks;
END $$;

-- Granted and returned together are never more than was sold.
CREATE FUNCTION guard_return() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	original record;
	taken bigint;
BEGIN
	SELECT s.id, s.receipt_number, l.quantity_milli INTO original
	FROM return_holds h JOIN sales s ON s.id = h.original_sale_id
	LEFT JOIN sale_lines l ON l.sale_id = s.id AND l.line_no = NEW.line_no
	WHERE h.return_id = NEW.return_id;
	PERFORM lock_returns(ARRAY[original.receipt_number]);
	SELECT
		coalesce((SELECT sum(r.quantity_milli) FROM returned_lines r
			WHERE r.original_receipt_number = original.receipt_number AND r.line_no = NEW.line_no), 0)
		+ coalesce((SELECT sum(g.quantity_milli) FROM return_hold_lines g JOIN return_holds h ON h.return_id = g.return_id
			WHERE h.original_sale_id = original.id AND g.line_no = NEW.line_no), 0)
	INTO taken;
	IF taken > coalesce(original.quantity_milli, 0) THEN
		RAISE EXCEPTION 'line % of % would be returned more than it was sold', NEW.line_no, original.receipt_number
			USING ERRCODE = 'check_violation', CONSTRAINT = 'returned_within_sold';
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER return_hold_lines_guarded AFTER INSERT OR UPDATE ON return_hold_lines FOR EACH ROW EXECUTE FUNCTION guard_return();

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT ON returned_lines TO tillit_app;
		REVOKE UPDATE, DELETE, TRUNCATE ON returned_lines FROM tillit_app;
		GRANT SELECT, INSERT, UPDATE, DELETE ON return_holds, return_hold_lines TO tillit_app;
	END IF;
END $$;
