-- What a till takes as settings; anything else would stop its pull.
ALTER TABLE stores
	ADD CONSTRAINT stores_code_check CHECK (code ~ '^[A-Z0-9]{2,8}$'),
	-- Coins and notes that are the smallest ones somewhere, in minor units.
	ADD CONSTRAINT stores_cash_step_check CHECK (cash_step_minor IN (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
	ADD CONSTRAINT stores_discount_limit_check CHECK (discount_limit_bp BETWEEN 0 AND 10000),
	ADD CONSTRAINT stores_auto_lock_check CHECK (auto_lock_seconds BETWEEN 15 AND 3600),
	ADD CONSTRAINT stores_receipt_footer_check CHECK (char_length(receipt_footer) <= 300);
