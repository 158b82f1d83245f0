-- Numbers of payment cards that other systems wrote into free texts: the first six and the last four digits stay (PCI DSS 3.4.1).

CREATE FUNCTION pg_temp.shortened(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT regexp_replace(
		given, '(?<![0-9])([2-69][0-9](?:[ .-]?[0-9]){4})(?:[ .-]?[0-9]){5,9}((?:[ .-]?[0-9]){4})(?![0-9])', '\1******\2', 'g'
	)
$$;

UPDATE crmcom_purchases SET echo = echo || jsonb_strip_nulls(jsonb_build_object(
	'description', pg_temp.shortened(echo ->> 'description'),
	'payment', pg_temp.shortened(echo ->> 'payment'),
	'terminal', pg_temp.shortened(echo ->> 'terminal')
))
WHERE echo::text ~ '[0-9](?:[ .-]?[0-9]){14}';

UPDATE crmcom_spends SET description = pg_temp.shortened(description) WHERE description ~ '[0-9](?:[ .-]?[0-9]){14}';

UPDATE crmcom_purchase_lines SET intended_value = pg_temp.shortened(intended_value) WHERE intended_value ~ '^[0-9]{15,19}$';
