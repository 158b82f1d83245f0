import { afterAll, beforeAll, expect, it } from 'vitest';
import { tidyUp } from '../../src/lib/server/upkeep/upkeep';
import { testId } from '../support/any-basket';
import { shopIds, TestShop } from '../support/test-shop';

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
afterAll(() => shop.close());

it('puts away what has run out and keeps what is still good', async () => {
	const nowMs = shop.ports.now();
	const [old, soon] = [nowMs - 3 * 86_400_000, nowMs + 60_000].map((ms) => new Date(ms).toISOString());
	await shop.rows(`
		INSERT INTO login_codes (id, email, code_hash, expires_at) VALUES
			('${testId(1)}', 'old@example.org', '\\x01', '${String(old)}'), ('${testId(2)}', 'new@example.org', '\\x02', '${String(soon)}');
		INSERT INTO mails (id, recipient, subject, body, created_at) VALUES
			('${testId(3)}', 'old@example.org', 's', 'code 123456', '${String(old)}'), ('${testId(4)}', 'new@example.org', 's', 'code 654321', '${String(soon)}');
		INSERT INTO members (id, name) VALUES ('${testId(5)}', 'Nora Berg');
		INSERT INTO open_sales (sale_id, till_id, member_id, fingerprint, basket, opened_at, expires_at) VALUES
			('${testId(6)}', '${shopIds.tillA}', '${testId(5)}', 'f', '{}', '${String(old)}', '${String(old)}'),
			('${testId(7)}', '${shopIds.tillA}', '${testId(5)}', 'f', '{}', '${String(old)}', '${String(soon)}');
		INSERT INTO used_nonces (nonce, used_at) VALUES ('old', '${String(old)}'), ('new', '${String(soon)}')`);
	await tidyUp(shop.db, shop.ports);
	expect(await shop.rows('SELECT email FROM login_codes')).toEqual([{ email: 'new@example.org' }]);
	expect(await shop.rows('SELECT recipient FROM mails')).toEqual([{ recipient: 'new@example.org' }]);
	expect(await shop.rows('SELECT sale_id FROM open_sales')).toEqual([{ sale_id: testId(7) }]);
	expect(await shop.rows('SELECT nonce FROM used_nonces')).toEqual([{ nonce: 'new' }]);
});
