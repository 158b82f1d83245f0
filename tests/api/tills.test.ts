import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerEnrol, answerEpoch, answerSession } from '../../src/lib/server/tills/answer';
import { answerPush } from '../../src/lib/server/journal/answer';
import { shopIds, TestShop } from '../support/test-shop';
import { enrolment, makeKey, post, TestTill } from '../support/test-till';

let shop: TestShop;
beforeAll(async () => {
	shop = await TestShop.open();
});
beforeEach(() => shop.ports.advance(11 * 60_000));
afterAll(() => shop.close());

const problemOf = async (response: Response) => {
	const body = (await response.json()) as { code: string };
	expect(response.headers.get('content-type')).toBe('application/problem+json');
	expect(JSON.stringify(body)).not.toMatch(/\bat .*\.ts|node_modules/);
	return [response.status, body.code];
};
const tryCode = async (code: string, address = '192.0.2.9') =>
	answerEnrol(shop.app, post('/api/till/enrol', enrolment(code, await makeKey())), address);

describe('enrolment', () => {
	it('takes the code however a person writes it', async () => {
		const code = await shop.code();
		const till = await TestTill.enrol(shop.app, ` ${code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `);
		expect(till.enrolled).toMatchObject({ tillCode: 'S01T01', storeId: shopIds.store, generation: 1 });
	});

	it('takes a code once, and gives the same device the same answer when its first was lost', async () => {
		const code = await shop.code();
		const key = await makeKey();
		const first = await TestTill.enrol(shop.app, code, key);
		expect(await problemOf(await tryCode(code))).toEqual([409, 'code_used']);
		const again = await TestTill.enrol(shop.app, code, key);
		expect(again.enrolled).toEqual(first.enrolled);
	});

	it('lets one of two devices win that come at once', async () => {
		const code = await shop.code();
		const answers = await Promise.all([tryCode(code), tryCode(code), tryCode(code)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
	});

	it('refuses an old code', async () => {
		const code = await shop.code();
		shop.ports.advance(10 * 60_000);
		expect(await problemOf(await tryCode(code))).toEqual([410, 'code_expired']);
	});

	it('stops guessing after five misses, and then refuses the right code too', async () => {
		const address = '192.0.2.66';
		const guesses = await Promise.all(Array.from({ length: 5 }, () => tryCode('ZZZZ-ZZZZ', address)));
		expect(guesses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
		const right = await tryCode(await shop.code(), address);
		expect(right.headers.get('retry-after')).toMatch(/^\d+$/);
		expect(await problemOf(right)).toEqual([429, 'too_many_tries']);
		expect((await tryCode(await shop.code(), '192.0.2.67')).status).toBe(200);
	});

	it('retires the device that was this till before', async () => {
		const former = await shop.till();
		const heir = await shop.till();
		expect(heir.grant.epoch).toBe(former.grant.epoch + 1);
		const rows = await shop.rows(`SELECT state FROM devices WHERE id = '${former.enrolled.deviceId}'`);
		expect(rows).toEqual([{ state: 'retired' }]);
	});

	it('refuses a key that is no point of the curve', async () => {
		const request = { ...enrolment(await shop.code(), await makeKey()), publicKey: `B${'A'.repeat(86)}` };
		expect(await problemOf(await answerEnrol(shop.app, post('/', request), '192.0.2.3'))).toEqual([400, 'bad_request']);
	});

	it('keeps neither codes nor tokens in clear', async () => {
		const code = await shop.code();
		const till = await TestTill.enrol(shop.app, code);
		const stored = JSON.stringify(
			await shop.rows(`SELECT to_jsonb(c) FROM enrolment_codes c UNION ALL SELECT to_jsonb(s) FROM till_sessions s`)
		);
		expect(stored).not.toContain(code.replace('-', ''));
		expect(stored).not.toContain(till.token);
	});
});

describe('a session', () => {
	it('is given for a fresh signature, once', async () => {
		const till = await shop.till();
		const request = await till.sessionRequest();
		expect((await answerSession(shop.app, post('/', request))).status).toBe(200);
		expect(await problemOf(await answerSession(shop.app, post('/', request)))).toEqual([401, 'replayed']);
	});

	it('tells a till with a wrong clock what time it is', async () => {
		const till = await shop.till();
		const at = new Date(shop.ports.now() - 301_000).toISOString();
		const response = await answerSession(shop.app, post('/', await till.sessionRequest({ at })));
		expect(await response.clone().json()).toMatchObject({ serverTime: new Date(shop.ports.now()).toISOString() });
		expect(response.headers.get('date')).toBe(new Date(shop.ports.now()).toUTCString());
		expect(await problemOf(response)).toEqual([401, 'clock_off']);
	});

	it('is refused to strangers and for forged signatures', async () => {
		const till = await shop.till();
		const other = await shop.till(shopIds.tillB);
		const request = await till.sessionRequest();
		const forged = { ...request, sig: (await other.sessionRequest()).sig };
		expect(await problemOf(await answerSession(shop.app, post('/', forged)))).toEqual([401, 'signature_wrong']);
		const unknown = { ...request, deviceId: shopIds.store };
		expect(await problemOf(await answerSession(shop.app, post('/', unknown)))).toEqual([401, 'till_unknown']);
	});

	it('is refused to whoever tries too often, and only then', async () => {
		const till = await TestTill.enrol(shop.app, await shop.code());
		const ask = async (sig?: string) => {
			const request = await till.sessionRequest();
			return answerSession(shop.app, post('/api/till/session', { ...request, ...(sig && { sig }) }), '192.0.2.77');
		};
		for (let n = 0; n < 60; n++) expect((await ask('A'.repeat(86))).status).toBe(401);
		const refused = await ask();
		expect(await problemOf(refused)).toEqual([429, 'too_many_tries']);
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		shop.ports.advance(60_000);
		expect((await ask()).status).toBe(200);
	});

	it('ends after twelve hours', async () => {
		const till = await shop.till();
		shop.ports.advance(12 * 3600_000);
		expect(await problemOf(await till.send(till.journal))).toEqual([401, 'not_signed_in']);
		await till.signIn();
		expect((await till.send(till.journal)).status).toBe(200);
	});
});

describe('bad input', () => {
	it.each([
		['broken JSON', '{"epoch":', 400, 'bad_json'],
		['an unknown key', JSON.stringify({ epoch: 1, events: [], report: null, admin: true }), 400, 'bad_request'],
		['a wrong type', '{"epoch":"one","events":{}}', 400, 'bad_request'],
		['a list', '[]', 400, 'bad_request'],
		['nothing', '', 400, 'bad_json'],
		['one byte too many', `"${'x'.repeat(1_048_575)}"`, 413, 'body_too_large']
	])('is refused with a code: %s', async (_what, body, status, code) => {
		const till = await shop.till();
		const before = await shop.count('journal_events');
		expect(await problemOf(await answerPush(shop.app, post('/api/sync/push', body, till.token)))).toEqual([
			status,
			code
		]);
		expect(await shop.count('journal_events')).toBe(before);
	});

	it('is refused when numbers are larger than the books can hold', async () => {
		const till = await shop.till();
		expect(await problemOf(await till.send([], 2 ** 31))).toEqual([400, 'bad_request']);
		const events = till.journal.map((event) => ({ ...event, seq: 2 ** 31 }));
		expect(await problemOf(await till.send(events))).toEqual([400, 'bad_request']);
		const claim = { reason: 'requested', formerEpoch: 999_999, formerHeadSeq: 0, formerHeadHash: null };
		const answer = await answerEpoch(shop.app, post('/', claim, till.token));
		const { grant } = (await answer.json()) as { grant: { epoch: number } };
		expect(grant.epoch).toBe(till.grant.epoch + 1001);
	});

	it('is refused when there are too many events or too long a text', async () => {
		const till = await shop.till();
		const [event] = till.journal;
		if (!event) throw new Error('no event');
		expect(await problemOf(await till.send(Array(201).fill(event)))).toEqual([400, 'bad_request']);
		expect(await problemOf(await till.send([{ ...event, text: 'x'.repeat(262_145) }]))).toEqual([400, 'bad_request']);
	});

	it('is refused without a session, with a made-up one and with another media type', async () => {
		expect(await problemOf(await answerPush(shop.app, post('/', {})))).toEqual([401, 'not_signed_in']);
		expect(await problemOf(await answerEpoch(shop.app, post('/', {}, 'A'.repeat(43))))).toEqual([401, 'not_signed_in']);
		const plain = new Request('http://till.test/', { method: 'POST', body: '{}' });
		expect(await problemOf(await answerEnrol(shop.app, plain, '192.0.2.4'))).toEqual([415, 'unsupported_media_type']);
	});
});
