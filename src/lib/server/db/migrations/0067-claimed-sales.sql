-- Sales whose member became known after they were booked: they wait here until the member's wallet has heard of them.
CREATE TABLE claimed_sales (
	sale_id uuid PRIMARY KEY REFERENCES sales,
	claimed_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO claimed_sales (sale_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER sales_claimed AFTER UPDATE ON sales FOR EACH ROW
	WHEN (OLD.member_id IS NULL AND NEW.member_id IS NOT NULL) EXECUTE FUNCTION note_claim();

-- Those that were claimed before this table existed; a sale that was rewarded already changes nothing.
INSERT INTO claimed_sales (sale_id)
SELECT s.id FROM sales s
WHERE s.card_hmac IS NOT NULL AND s.member_id IS NOT NULL
	AND NOT EXISTS (SELECT FROM ledger_transactions t WHERE t.sale_id = s.id);

-- Whoever gives from a budget waits here for the others.
CREATE FUNCTION lock_budgets(offers text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended(o, 55) AS k FROM unnest(offers) AS o ORDER BY 1) AS locks;
END $$;

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT, UPDATE, DELETE ON claimed_sales TO tillit_app;
	END IF;
END $$;
