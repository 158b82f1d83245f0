-- How the shop rewards, and the sales that are open between "pay" and their receipt.

CREATE TABLE reward_settings (
	id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	-- Of one request to spend, in the shop's currency.
	minimum_spend_minor bigint NOT NULL DEFAULT 0 CHECK (minimum_spend_minor >= 0),
	maximum_spend_minor bigint CHECK (maximum_spend_minor >= minimum_spend_minor),
	-- How long an open sale keeps value set aside.
	hold_minutes integer NOT NULL DEFAULT 15 CHECK (hold_minutes BETWEEN 1 AND 1440),
	-- What happens when an award that goes back was spent already.
	negative_policy text NOT NULL DEFAULT 'negative' CHECK (negative_policy IN ('negative', 'clamp')),
	-- A spend lowers what tax is taken from (discount), or pays afterwards (payment).
	spend_taxed_as text NOT NULL DEFAULT 'discount' CHECK (spend_taxed_as IN ('discount', 'payment')),
	-- Corrections by hand above this need a second person.
	adjustment_limit_minor bigint NOT NULL DEFAULT 5000 CHECK (adjustment_limit_minor >= 0)
);
INSERT INTO reward_settings DEFAULT VALUES;

-- Working rows: gone when the sale arrived, was given up or ran out. What they hold stands in the ledger.
CREATE TABLE open_sales (
	sale_id uuid PRIMARY KEY,
	till_id uuid NOT NULL REFERENCES tills,
	member_id uuid NOT NULL REFERENCES members,
	-- SHA-256 of the basket: the same sale with other content is a conflict until it is given up.
	fingerprint text NOT NULL,
	basket jsonb NOT NULL,
	opened_at timestamptz NOT NULL,
	expires_at timestamptz NOT NULL
);
CREATE INDEX open_sales_by_end ON open_sales (expires_at);

DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, UPDATE ON reward_settings TO tillit_app;
		REVOKE INSERT, DELETE, TRUNCATE ON reward_settings FROM tillit_app;
		GRANT SELECT, INSERT, UPDATE, DELETE ON open_sales TO tillit_app;
	END IF;
END $$;
