-- Bonus vouchers: value whose holder is whoever shows the code. A voucher has a wallet of its own under its own id, so that
-- lots, holds, captures and returns are those of the ledger.
ALTER TABLE wallets DROP CONSTRAINT wallets_member_id_fkey;
COMMENT ON COLUMN wallets.member_id IS 'A member, or a voucher: their ids are never the same.';

CREATE TABLE vouchers (
	id uuid PRIMARY KEY,
	-- SHA-256 of a code of 80 random bits: nobody finds the code from it, and the till that gave it keeps nothing else.
	code_hash bytea NOT NULL UNIQUE CHECK (length(code_hash) = 32),
	-- The last four symbols, to speak of it.
	mark text NOT NULL,
	title text NOT NULL,
	offer_id text NOT NULL,
	-- The sale whose receipt hands it out.
	sale_id uuid NOT NULL,
	currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	expires_at timestamptz,
	created_at timestamptz NOT NULL
);
CREATE INDEX vouchers_newest ON vouchers (created_at DESC, id DESC);
CREATE INDEX vouchers_of_sale ON vouchers (sale_id);

CREATE TABLE voucher_uses (
	-- What the ledger calls this use: neither a sale's id nor a voucher's, so that each use goes back alone.
	id uuid PRIMARY KEY,
	voucher_id uuid NOT NULL,
	sale_id uuid NOT NULL,
	grant_id text NOT NULL,
	amount_minor bigint NOT NULL CHECK (amount_minor > 0),
	at timestamptz NOT NULL
);
CREATE INDEX voucher_uses_of_voucher ON voucher_uses (voucher_id);
CREATE INDEX voucher_uses_of_sale ON voucher_uses (sale_id);

DO $$
DECLARE
	fact text;
BEGIN
	FOREACH fact IN ARRAY ARRAY['vouchers', 'voucher_uses'] LOOP
		EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', fact || '_insert_only', fact);
		EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', fact || '_no_truncate', fact);
	END LOOP;
	IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tillit_app') THEN
		GRANT SELECT, INSERT ON vouchers, voucher_uses TO tillit_app;
		REVOKE UPDATE, DELETE, TRUNCATE ON vouchers, voucher_uses FROM tillit_app;
	END IF;
END $$;
