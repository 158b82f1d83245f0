/** The client against the recorded exchanges, and against what others are known to answer. */
import { beforeEach, describe, expect, it } from 'vitest';
import recordedCreate from '$lib/contract/crmcom/fixtures/purchases-create.json';
import recordedPreview from '$lib/contract/crmcom/fixtures/purchases-preview.json';
import recordedShow from '$lib/contract/crmcom/fixtures/rewards-participants-show.json';
import recordedNobody from '$lib/contract/crmcom/fixtures/rewards-participants-show-not-found.json';
import recordedToken from '$lib/contract/crmcom/fixtures/authentication-web-api-key-token.json';
import { CrmcomClient } from './client';
import { refusalOf, remoteOf } from './remote';

type Reply = { status: number; body: unknown } | 'lost';
type Sent = { path: string; headers: Record<string, string>; body: Record<string, unknown> };

let now = 0;
let sent: Sent[] = [];
let replies: Record<string, Reply[]> = {};
const tokenPath = 'authentication/web_api_key/token';

/** Answers what is queued for a path, the last of it for ever. */
function fetchRecorded(url: string, init: RequestInit): Promise<Response> {
	const path = new URL(url).pathname.replace('/crmapi/rest/v2/', '');
	const headers = init.headers as Record<string, string>;
	sent.push({ path, headers, body: JSON.parse(String(init.body)) as Record<string, unknown> });
	const queue = replies[path] ?? [];
	const reply = queue.length > 1 ? queue.shift() : queue[0];
	if (reply === undefined || reply === 'lost') return Promise.reject(new TypeError('fetch failed'));
	const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
	return Promise.resolve(new Response(text, { status: reply.status }));
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const client = (given: Partial<ConstructorParameters<typeof CrmcomClient>[0]> = {}) =>
	new CrmcomClient(
		{ url: 'https://crm.example/', user: null, key: '9F1C', organisation: null, ...given },
		{ fetch: fetchRecorded, now: () => now }
	);
const refusal = (code: string) => ({
	status: { code: `COM.CRM.EXCEPTION.${code}`, description: null, message: 'no' },
	data: null
});

beforeEach(() => {
	now = 1_000_000;
	sent = [];
	replies = {
		[tokenPath]: [ok(recordedToken.answer)],
		'rewards_participants/show': [ok(recordedShow.answer)],
		'customer_events/purchases/preview': [ok(recordedPreview.answer)],
		'customer_events/purchases/create': [ok(recordedCreate.answer)]
	};
});

describe('the client', () => {
	it('reads the recorded exchanges', async () => {
		const remote = remoteOf(client(), 1000);
		expect(await remote.showByCode('9600000000000011')).toMatchObject({
			ok: true,
			value: { life_cycle_state: 'EFFECTIVE', wallet: { balance: 12.4 } }
		});
		expect(await remote.preview({})).toMatchObject({ ok: true, value: { reduction_method: 'FRONT_END_REDUCTION' } });
		expect(await remote.createPurchase({})).toMatchObject({
			ok: true,
			value: { total_awarded_amount: 0.48, total_instant_spend_amount: 0.5 }
		});
		expect(sent.map(({ path }) => path)[0]).toBe(tokenPath);
		expect(sent[0]?.headers.authorization).toBe(recordedBasic('9F1C'));
		expect(sent[1]?.body.token).toBe(recordedToken.answer.data.token);
		expect(sent).toHaveLength(4);
	});

	it('signs in with a name where it has one', async () => {
		replies['authentication/token'] = [ok(recordedToken.answer)];
		await remoteOf(client({ user: 'pos', organisation: 'Café' }), 1000).showByCode('1');
		expect(sent[0]).toMatchObject({
			path: 'authentication/token',
			body: { username: 'pos', password: '9F1C', organisation: 'Café' }
		});
	});

	it('asks once for a token that several calls need, and renews it before it ends', async () => {
		const remote = remoteOf(client(), 1000);
		await Promise.all([remote.showByCode('1'), remote.showByCode('2'), remote.preview({})]);
		const asked = () => sent.filter(({ path }) => path === tokenPath).length;
		expect(asked()).toBe(1);
		now += 7200_000 * 0.9;
		await remote.showByCode('1');
		expect(asked()).toBe(2);
	});

	it.each([200, 401])('renews a token that has ended (HTTP %i) and repeats the call once', async (status) => {
		const expired = { status, body: refusal('AUTHENTICATION.TOKENEXPIREDEXCEPTION') };
		replies['rewards_participants/show'] = [expired, ok(recordedShow.answer)];
		expect((await remoteOf(client(), 1000).showByCode('1')).ok).toBe(true);
		replies['rewards_participants/show'] = [expired];
		sent = [];
		expect(await remoteOf(client(), 1000).showByCode('1')).toMatchObject({ ok: false, again: true });
		expect(sent.filter(({ path }) => path === 'rewards_participants/show')).toHaveLength(2);
	});

	it.each([200, 404])('understands a refusal in both modes (HTTP %i)', async (status) => {
		replies['rewards_participants/show'] = [{ status, body: recordedNobody.answer }];
		const called = await remoteOf(client(), 1000).showByCode('1');
		expect(called).toMatchObject({ ok: false, kind: 'refused', again: false });
		if (!called.ok) expect(refusalOf(called)).toMatchObject({ code: 'member_not_found' });
	});

	it('reads what others write: numbers as texts, missing for null, award for awarded, one row for a list', async () => {
		const purchase = { id: 'A'.repeat(32), total_award_amount: '0.48', total_instant_spend_amount: '' };
		const answer = { data: purchase, status: { message: null, code: 'ok' } };
		replies['customer_events/purchases/create'] = [ok(answer)];
		replies['customer_events/purchases/list'] = [ok(answer)];
		const remote = remoteOf(client(), 1000);
		expect(await remote.createPurchase({})).toMatchObject({
			ok: true,
			value: { total_awarded_amount: 0.48, total_instant_spend_amount: null, reduction_method: null }
		});
		expect(await remote.listPurchases({})).toMatchObject({ ok: true, value: [{ total_awarded_amount: 0.48 }] });
	});

	it.each([
		['no connection', 'lost'],
		['a failing server', { status: 503, body: 'Service Unavailable' }],
		['its own failure in an envelope', { status: 500, body: refusal('COMMON.INTERNALERROREXCEPTION') }],
		['a page in place of an answer', { status: 200, body: '<html>' }]
	] as [string, Reply][])('takes %s for no answer at all', async (_, reply) => {
		replies['customer_events/purchases/create'] = [reply];
		expect(await remoteOf(client(), 1000).createPurchase({})).toMatchObject({ ok: false, kind: 'lost', again: true });
	});

	it('takes too many calls for a reason to wait, and a wrong key for one to come back', async () => {
		replies['rewards_participants/show'] = [{ status: 429, body: refusal('COMMON.RATELIMITEXCEEDEDEXCEPTION') }];
		expect(await remoteOf(client(), 1000).showByCode('1')).toMatchObject({ kind: 'refused', again: true });
		replies[tokenPath] = [ok(refusal('AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION'))];
		const wrong = client({ key: 'WRONG' });
		expect(await remoteOf(wrong, 1000).showByCode('1')).toMatchObject({ kind: 'refused', again: true });
		expect(wrong.health.lastFault).not.toBeNull();
	});

	it('takes an address with or without the path of the API', async () => {
		for (const url of ['https://crm.example', 'https://crm.example/crmapi/rest/v2/']) {
			expect((await remoteOf(client({ url }), 1000).showByCode('1')).ok).toBe(true);
		}
		expect(client({ url: 'https://crm.example:8443/crmapi/rest/v2' }).host).toBe('crm.example:8443');
	});
});

function recordedBasic(key: string): string {
	return `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
}
