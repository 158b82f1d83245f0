-- Every pull of every till asks for what these gave.
CREATE INDEX offers_with_budget ON offers (id)
	WHERE state = 'active' AND (rule #>> '{limits,budgetMinor}') IS NOT NULL;
