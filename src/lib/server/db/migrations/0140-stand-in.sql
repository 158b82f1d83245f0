-- What is sold under a code that no product has is booked on a product that the manager chose to stand in; the line keeps what
-- was meant, and `product_id` stays empty, because offers on certain products never meet such a line.
ALTER TABLE reward_settings ADD COLUMN default_product_id uuid REFERENCES products ON DELETE SET NULL;
ALTER TABLE crmcom_purchase_lines ADD COLUMN booked_on uuid REFERENCES products CHECK (booked_on IS NULL OR product_id IS NULL);
ALTER TABLE sale_lines ADD COLUMN booked_on uuid CHECK (booked_on IS NULL OR product_id IS NULL);

-- The one that stands in now: what was delisted meanwhile stands in for nothing.
CREATE FUNCTION stand_in() RETURNS uuid LANGUAGE sql STABLE AS $$
	SELECT p.id FROM reward_settings r JOIN products p ON p.id = r.default_product_id WHERE p.status <> 'delisted'
$$;

-- A sale of our own tills is a fact of the journal; what it is booked on is decided when it arrives.
CREATE FUNCTION book_on_stand_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	NEW.booked_on := stand_in();
	RETURN NEW;
END $$;
CREATE TRIGGER sale_lines_stand_in BEFORE INSERT ON sale_lines FOR EACH ROW
	WHEN (NEW.product_id IS NULL AND NEW.code IS NOT NULL) EXECUTE FUNCTION book_on_stand_in();

-- Tills do not sell it: it leaves them when it is chosen and comes back when another is.
CREATE FUNCTION note_stand_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	INSERT INTO changes (kind, key)
	SELECT 'product', chosen.id::text FROM (VALUES (OLD.default_product_id), (NEW.default_product_id)) AS chosen (id) WHERE chosen.id IS NOT NULL;
	RETURN NULL;
END $$;
CREATE TRIGGER reward_settings_stand_in AFTER UPDATE ON reward_settings FOR EACH ROW
	WHEN (OLD.default_product_id IS DISTINCT FROM NEW.default_product_id) EXECUTE FUNCTION note_stand_in();

-- Its name and state are kept with the house.
CREATE FUNCTION renew_stamp_of_stand_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
	IF EXISTS (SELECT FROM reward_settings WHERE default_product_id = NEW.id) THEN
		UPDATE house_stamp SET stamp = gen_random_uuid();
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER products_stand_in AFTER UPDATE ON products FOR EACH ROW
	WHEN ((OLD.sku, OLD.name, OLD.status, OLD.tax_rate_id) IS DISTINCT FROM (NEW.sku, NEW.name, NEW.status, NEW.tax_rate_id))
	EXECUTE FUNCTION renew_stamp_of_stand_in();

-- As before; lines tell what they are booked on.
CREATE OR REPLACE FUNCTION book_purchase(batch jsonb) RETURNS jsonb LANGUAGE plpgsql
	SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
	booked bigint;
	of_member uuid := (batch -> 'purchase' ->> 'member_id')::uuid;
	participant bigint;
BEGIN
	INSERT INTO crmcom_purchases (
		id, key_id, store_id, till_id, member_id, state, external_system, reference, reference_number, external_reference, classification,
		content_hash, performed_at, created_at, currency, total_minor, net_minor, vat_minor, requested_minor, reduction_method, grants, echo,
		awards, awarded_minor, awarded_points
	)
	SELECT
		p.id, p.key_id, p.store_id, p.till_id, of_member, 'posted', p.external_system, p.reference, p.reference_number, p.external_reference,
		p.classification, decode(p.content_hash, 'hex'), p.performed_at, p.created_at, p.currency, p.total_minor, p.net_minor, p.vat_minor,
		p.requested_minor, p.reduction_method, '[]', p.echo, p.awards, p.awarded_minor, p.awarded_points
	FROM jsonb_to_record(batch -> 'purchase') AS p (
		id uuid, key_id uuid, store_id uuid, till_id uuid, external_system text, reference text, reference_number text, external_reference text,
		classification text, content_hash text, performed_at timestamptz, created_at timestamptz, currency text, total_minor bigint,
		net_minor bigint, vat_minor bigint, requested_minor bigint, reduction_method text, echo jsonb, awards jsonb, awarded_minor bigint,
		awarded_points bigint
	)
	ON CONFLICT DO NOTHING
	RETURNING number INTO booked;
	IF booked IS NULL THEN
		RETURN NULL;
	END IF;
	INSERT INTO crmcom_purchase_lines (
		id, purchase_id, line_no, product_id, intended_key, intended_value, booked_on, quantity_milli, discount_minor, net_minor, vat_minor,
		total_minor
	)
	SELECT
		l.id, l.purchase_id, l.line_no, l.product_id, l.intended_key, l.intended_value, l.booked_on, l.quantity_milli, l.discount_minor,
		l.net_minor, l.vat_minor, l.total_minor
	FROM jsonb_to_recordset(batch -> 'lines') AS l (
		id uuid, purchase_id uuid, line_no integer, product_id uuid, intended_key text, intended_value text, booked_on uuid,
		quantity_milli bigint, discount_minor bigint, net_minor bigint, vat_minor bigint, total_minor bigint
	);
	PERFORM book_ledger(batch -> 'ledger');
	IF batch ? 'gifts' THEN
		INSERT INTO offer_gifts (sale_id, offer_id, member_id, at, currency, times, amount_minor)
		SELECT g.sale_id, g.offer_id, of_member, g.at, g.currency, g.times, g.amount_minor
		FROM jsonb_to_recordset(batch -> 'gifts') AS g (
			sale_id uuid, offer_id text, at timestamptz, currency text, times integer, amount_minor bigint
		)
		ON CONFLICT DO NOTHING;
	END IF;
	SELECT number INTO participant FROM crmcom_participants WHERE member_id = of_member;
	IF participant IS NULL THEN
		INSERT INTO crmcom_participants (member_id) VALUES (of_member) ON CONFLICT DO NOTHING RETURNING number INTO participant;
	END IF;
	IF participant IS NULL THEN
		SELECT number INTO participant FROM crmcom_participants WHERE member_id = of_member;
	END IF;
	RETURN jsonb_build_object('number', booked, 'participant', participant);
END $$;
