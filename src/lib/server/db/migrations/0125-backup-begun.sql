-- A backup holds for certain what was there when it began, not what was there when it was noted. Of those made before this
-- was kept, a copy is taken to have lasted six hours at most.
ALTER TABLE backups ADD COLUMN begun_at timestamptz;
UPDATE backups SET begun_at = made_at - interval '6 hours';
ALTER TABLE backups ALTER COLUMN begun_at SET NOT NULL;
