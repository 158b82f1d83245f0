-- Counts attempts in a window, or takes one back, and answers how many there are. Nobody waits for the disk so that an attempt
-- is counted, and many at once do not wait for each other's: a crash of the machine forgives less than a second of them. Only
-- for calls that are a transaction by themselves, because the whole transaction does not wait then.
CREATE FUNCTION count_attempt(of_key text, of_window timestamptz, by_many integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	counted integer;
BEGIN
	PERFORM set_config('synchronous_commit', 'off', true);
	INSERT INTO rate_limits AS known (key, window_start, count) VALUES (of_key, of_window, greatest(by_many, 0))
	ON CONFLICT (key, window_start) DO UPDATE SET count = greatest(known.count + by_many, 0)
	RETURNING count INTO counted;
	RETURN counted;
END $$;
