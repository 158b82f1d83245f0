-- The installation itself and its backups.

CREATE TABLE installation (
	id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
	kind text NOT NULL CHECK (kind IN ('demo', 'shop')),
	-- Grows with every restore; tills that see another one send their journals again.
	generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
	merchant_name text,
	created_at timestamptz NOT NULL DEFAULT now(),
	-- Set once the demo shop is complete; an interrupted seed runs again.
	seeded_at timestamptz
);

CREATE TABLE backups (
	id uuid PRIMARY KEY,
	made_at timestamptz NOT NULL DEFAULT now(),
	-- Journal heads the backup contains: [{ "tillId", "epoch", "seq", "hash" }].
	heads jsonb NOT NULL
);
