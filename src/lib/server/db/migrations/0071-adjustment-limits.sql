-- Points are another measure than money, so what one person may give of them alone has a limit of its own.
ALTER TABLE reward_settings
	ADD COLUMN adjustment_limit_points bigint NOT NULL DEFAULT 5000 CHECK (adjustment_limit_points >= 0),
	-- How long what is given by hand can be spent, unless the form says otherwise; null: it does not run out.
	ADD COLUMN adjustment_days integer CHECK (adjustment_days BETWEEN 1 AND 3650);
