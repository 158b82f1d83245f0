-- A spend request is named once by its store, the calling system and that system's reference (specs/crmcom-api.md §5.9), whichever
-- key it comes with: a key that was replaced asks again for the same spend.

ALTER TABLE crmcom_spends ADD COLUMN store_id uuid REFERENCES stores, ADD COLUMN reference text;
UPDATE crmcom_spends s SET store_id = p.store_id FROM crmcom_purchases p WHERE p.id = s.purchase_id;
-- Where two keys used one reference, it names the first.
UPDATE crmcom_spends s SET reference = s.external_reference
FROM (
	SELECT DISTINCT ON (store_id, external_system, external_reference) id
	FROM crmcom_spends
	WHERE external_reference IS NOT NULL AND state <> 'cancelled'
	ORDER BY store_id, external_system, external_reference, number
) AS first
WHERE first.id = s.id;
ALTER TABLE crmcom_spends ALTER COLUMN store_id SET NOT NULL;
DROP INDEX crmcom_spends_once;
CREATE UNIQUE INDEX crmcom_spends_once ON crmcom_spends (store_id, external_system, reference)
	WHERE state <> 'cancelled' AND reference IS NOT NULL;
