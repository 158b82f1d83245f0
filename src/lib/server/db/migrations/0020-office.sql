-- The office: the second step of a manager's sign-in, recovery codes, what a member agreed to, progress of an import.

ALTER TABLE staff ADD COLUMN totp_last_step bigint;
COMMENT ON COLUMN staff.totp_last_step IS 'Time step of the last code that was taken; none is taken twice.';

CREATE TABLE staff_sign_ins (
	token_hash bytea PRIMARY KEY,
	staff_id uuid NOT NULL REFERENCES staff,
	tries integer NOT NULL DEFAULT 0,
	created_at timestamptz NOT NULL DEFAULT now(),
	expires_at timestamptz NOT NULL
);
COMMENT ON TABLE staff_sign_ins IS 'Password was right, the second factor is still asked for.';

CREATE TABLE recovery_codes (
	staff_id uuid NOT NULL REFERENCES staff,
	code_hash bytea NOT NULL,
	used_at timestamptz,
	PRIMARY KEY (staff_id, code_hash)
);

-- A code that was asked for by somebody who wants to join: the member is born when the code is given back.
ALTER TABLE login_codes ADD COLUMN join_name text;
ALTER TABLE login_codes ADD COLUMN join_news boolean NOT NULL DEFAULT false;

ALTER TABLE members ADD COLUMN terms_agreed_at timestamptz;
ALTER TABLE members ADD COLUMN news_agreed_at timestamptz;

ALTER TABLE mails ADD COLUMN next_try_at timestamptz NOT NULL DEFAULT now();

ALTER TABLE imports ADD COLUMN lines_total integer NOT NULL DEFAULT 0;
ALTER TABLE imports ADD COLUMN last_error text;

CREATE INDEX sales_newest ON sales (at DESC, id DESC);
CREATE INDEX sales_of_till ON sales (till_id, at DESC, id DESC);
CREATE INDEX products_by_name ON products (lower(name), id);
CREATE INDEX mails_waiting ON mails (created_at) WHERE sent_at IS NULL;
CREATE INDEX sessions_of_staff ON staff_sessions (staff_id);
CREATE INDEX sessions_of_member ON member_sessions (member_id);
-- A receipt is looked for by its beginning (till, epoch) or by its end (running number).
CREATE INDEX sales_by_receipt_start ON sales (receipt_number text_pattern_ops);
CREATE INDEX sales_by_receipt_end ON sales (reverse(receipt_number) text_pattern_ops);
