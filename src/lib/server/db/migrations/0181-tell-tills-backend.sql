-- 0170 tells tills who keeps the members' value when that changes. Where another system kept it before, they hear it now.
INSERT INTO changes (kind, key)
SELECT 'settings', id FROM stores WHERE EXISTS (SELECT FROM reward_settings WHERE backend <> 'builtin');
