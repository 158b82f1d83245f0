import { generateHOTP } from '@oslojs/otp';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishSignIn, signInManager } from '../../src/lib/server/auth/manager-sign-in';
import { findStaffSession, sessionLife } from '../../src/lib/server/auth/session';
import { switchOnTotp } from '../../src/lib/server/auth/totp';
import { hasManager, setUpShop } from '../../src/lib/server/first/first';
import { renewSetupCode } from '../../src/lib/server/first/setup-code';
import { connectSmtp, sendNextMail } from '../../src/lib/server/mail/mailer';
import { listMails } from '../../src/lib/server/mail/mail';
import { readAccount } from '../../src/lib/server/members/account';
import { sendLoginCode, signInMember } from '../../src/lib/server/members/sign-in';
import { findMemberSession } from '../../src/lib/server/auth/session';
import { systemPorts, type Ports } from '../../src/lib/server/ports';
import { hasLuhnDigit } from '../../src/lib/domain/code/check-digit';
import { createTestDatabase, query, type TestDatabase } from '../support/postgres';

let test: TestDatabase;
let nowMs = Date.parse('2026-11-20T12:00:00Z');
const ports: Ports = { ...systemPorts, now: () => nowMs };
const password = 'three words fine';
const shop = {
	setupCode: '',
	merchantName: 'Harbour & Pine',
	storeName: 'Hafenstraße',
	address: 'Hafenstraße 1',
	zone: 'Europe/Berlin',
	currency: 'EUR',
	taxPercent: '19',
	tillName: 'Till 1',
	name: 'Aylin Demir',
	email: 'Aylin@example.org',
	password,
	pin: '318204'
};
const minute = 60_000;
let address = 0;
const from = () => `10.0.0.${String(++address)}`;

beforeAll(async () => {
	test = await createTestDatabase();
	await test.db
		.insertInto('installation')
		.values({ kind: 'shop', merchant_name: 'My shop', seeded_at: null })
		.execute();
});
afterAll(() => test.destroy());

async function codeFor(email: string): Promise<string> {
	const mail = (await listMails(test.db)).find((one) => one.recipient === email);
	return /\d{6}/.exec(mail?.body ?? '')?.[0] ?? 'none';
}

describe('the first manager', () => {
	let code = '';
	beforeAll(async () => {
		code = (await renewSetupCode(test.db, ports)) ?? '';
		shop.setupCode = code;
	});

	it('has to know the code of the last start, and hears of nothing else before', async () => {
		expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
		const [row] = await query<{ value: Buffer }>(test.ownerUrl, `SELECT value FROM secrets WHERE name = 'setup_code'`);
		expect(row?.value.toString('latin1')).not.toContain(code.slice(0, 4));
		for (const setupCode of ['', 'ABCD-2345', `${code}0`, code.slice(0, -1)]) {
			const answer = await setUpShop(test.db, ports, { ...shop, setupCode, currency: 'XX' });
			const faults = { setupCode: expect.stringContaining('not the set-up code') };
			expect(answer, setupCode).toEqual({ ok: false, code: 'bad_request', faults });
		}
		expect(await hasManager(test.db)).toBe(false);
	});

	it('cannot use the code of a former start', async () => {
		shop.setupCode = (await renewSetupCode(test.db, ports)) ?? '';
		expect(shop.setupCode).not.toBe(code);
		const answer = await setUpShop(test.db, ports, { ...shop, setupCode: code });
		expect(answer).toMatchObject({ ok: false, faults: { setupCode: expect.any(String) } });
	});

	it('may type the code in small letters and without its dash', async () => {
		const setupCode = shop.setupCode.toLowerCase().replace('-', ' ');
		const answer = await setUpShop(test.db, ports, { ...shop, setupCode, name: '' });
		expect(answer).toMatchObject({ ok: false, faults: { name: expect.any(String) } });
	});

	it('hears which field is wrong', async () => {
		const answer = await setUpShop(test.db, ports, { ...shop, currency: 'XX', pin: '111111' });
		expect(answer).toMatchObject({
			ok: false,
			code: 'bad_request',
			faults: { currency: expect.any(String), pin: expect.any(String) }
		});
		expect(await hasManager(test.db)).toBe(false);
	});

	it('exists once, also when two browsers are at the page', async () => {
		const answers = await Promise.all([
			setUpShop(test.db, ports, shop),
			setUpShop(test.db, ports, { ...shop, email: 'b@example.org' })
		]);
		expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
		expect(answers.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'conflict' });
		await test.db.updateTable('staff').set({ email: 'aylin@example.org' }).execute();
	});

	it('is the only one: afterwards there is no code, at no start', async () => {
		expect(await query(test.ownerUrl, `SELECT name FROM secrets WHERE name = 'setup_code'`)).toEqual([]);
		expect(await renewSetupCode(test.db, ports)).toBeNull();
		expect(await setUpShop(test.db, ports, shop)).toEqual({ ok: false, code: 'conflict' });
	});
});

describe('a manager', () => {
	const signIn = (words: string, email = shop.email) =>
		signInManager(test.db, ports, { email, password: words, address: from() });

	it('gets the same answer for a wrong password and an unknown address', async () => {
		expect(await signIn('wrong password')).toEqual({ ok: false, code: 'wrong_credentials' });
		expect(await signIn(password, 'nobody@example.org')).toEqual({ ok: false, code: 'wrong_credentials' });
	});

	it('is signed in until an hour of idling, and only the hash is kept', async () => {
		nowMs += 2 * minute;
		const answer = await signIn(password);
		if (!answer.ok || answer.step !== 'done') throw new Error('not signed in');
		expect((await findStaffSession(test.db, answer.token, nowMs))?.name).toBe(shop.name);
		const rows = await test.db.selectFrom('staff_sessions').select('token_hash').execute();
		expect(rows.some((row) => row.token_hash.toString('base64url') === answer.token)).toBe(false);
		expect(await findStaffSession(test.db, answer.token, nowMs + sessionLife.staffIdleMs + 1)).toBeNull();
	});

	it('is slowed down after five tries a minute, but not locked out by who guesses elsewhere', async () => {
		nowMs += 2 * minute;
		const guess = (words: string) =>
			signInManager(test.db, ports, { email: shop.email, password: words, address: '192.0.2.66' });
		for (let tries = 0; tries < 5; tries++)
			expect(await guess('wrong password')).toMatchObject({ code: 'wrong_credentials' });
		expect(await guess(password)).toMatchObject({ ok: false, code: 'too_many_tries' });
		expect(await signIn(password)).toMatchObject({ ok: true });
	});

	it('is asked for a second step, whose codes work once', async () => {
		nowMs += 2 * minute;
		const { id } = await test.db.selectFrom('staff').select('id').executeTakeFirstOrThrow();
		const secret = systemPorts.randomBytes(20);
		const [recovery = ''] = await switchOnTotp(test.db, ports, id, secret);
		const first = await signIn(password);
		if (!first.ok || first.step !== 'second') throw new Error('no second step');
		expect(await finishSignIn(test.db, ports, { token: first.token, code: '000000x' })).toEqual({
			ok: false,
			code: 'wrong_credentials'
		});
		expect((await finishSignIn(test.db, ports, { token: first.token, code: recovery })).ok).toBe(true);
		nowMs += 2 * minute;
		const second = await signIn(password);
		if (!second.ok) throw new Error('no second step');
		expect((await finishSignIn(test.db, ports, { token: second.token, code: recovery })).ok).toBe(false);
	});
});

describe('the second step with an authenticator app', () => {
	let secret: Uint8Array<ArrayBuffer>;
	const codeAt = (atMs: number) => generateHOTP(secret, BigInt(Math.floor(atMs / 30_000)), 6);

	beforeAll(async () => {
		nowMs += 2 * minute;
		secret = systemPorts.randomBytes(20);
		const { id } = await test.db.selectFrom('staff').select('id').executeTakeFirstOrThrow();
		await switchOnTotp(test.db, ports, id, secret);
	});

	async function secondStep(code: string) {
		nowMs += minute;
		const first = await signInManager(test.db, ports, { email: shop.email, password, address: from() });
		if (!first.ok || first.step !== 'second') throw new Error('no second step');
		return { token: first.token, answer: await finishSignIn(test.db, ports, { token: first.token, code }) };
	}

	it('takes the code of now, signs in, and takes it no second time', async () => {
		const code = codeAt(nowMs + minute);
		const { token, answer } = await secondStep(code);
		if (!answer.ok) throw new Error('not signed in');
		expect((await findStaffSession(test.db, answer.token, nowMs))?.name).toBe(shop.name);
		// The first step is used up, and so is the code in another one.
		expect(await finishSignIn(test.db, ports, { token, code })).toEqual({ ok: false, code: 'code_expired' });
		nowMs -= minute;
		expect((await secondStep(code)).answer).toEqual({ ok: false, code: 'wrong_credentials' });
	});

	it('allows one step of clock difference and no more', async () => {
		expect((await secondStep(codeAt(nowMs + minute + 30_000))).answer.ok).toBe(true);
		nowMs += 2 * minute;
		expect((await secondStep(codeAt(nowMs + minute + 90_000))).answer.ok).toBe(false);
	});
});

describe('a member', () => {
	it('joins with a code by mail and gets a card with a valid number', async () => {
		const join = { name: 'Nora Lindqvist', news: false };
		expect(await sendLoginCode(test.db, ports, { email: 'Nora@example.org', address: from(), join })).toEqual({
			ok: true
		});
		const code = await codeFor('nora@example.org');
		const answer = await signInMember(test.db, ports, { email: 'nora@example.org', code, address: from() });
		if (!answer.ok) throw new Error('not signed in');
		const session = await findMemberSession(test.db, answer.token, nowMs);
		const account = session && (await readAccount(test.db, session.memberId, nowMs));
		expect(account?.cardNumber).toMatch(/^9600\d{12}$/);
		expect(hasLuhnDigit(account?.cardNumber ?? '')).toBe(true);
		expect(account?.balances).toMatchObject([{ balanceMinor: 0 }]);
		const blocked = { state: 'blocked' } as const;
		await test.db
			.updateTable('cards')
			.set(blocked)
			.where('member_id', '=', session?.memberId ?? '')
			.execute();
		expect(session && (await readAccount(test.db, session.memberId, nowMs))).toMatchObject({ cardNumber: null });
		const again = await signInMember(test.db, ports, { email: 'nora@example.org', code, address: from() });
		expect(again).toEqual({ ok: false, code: 'code_wrong' });
	});

	it('gets the same answer for an unknown address, and no mail is written', async () => {
		expect(await sendLoginCode(test.db, ports, { email: 'ghost@example.org', address: from() })).toEqual({ ok: true });
		expect(await codeFor('ghost@example.org')).toBe('none');
	});

	it('has five tries and ten minutes', async () => {
		nowMs += 11 * minute;
		const email = 'nora@example.org';
		await sendLoginCode(test.db, ports, { email, address: from() });
		const code = await codeFor(email);
		const wrong = code === '000000' ? '000001' : '000000';
		for (let tries = 0; tries < 5; tries++) await signInMember(test.db, ports, { email, code: wrong, address: from() });
		expect((await signInMember(test.db, ports, { email, code, address: from() })).ok).toBe(false);
		nowMs += 11 * minute;
		await sendLoginCode(test.db, ports, { email, address: from() });
		const late = await codeFor(email);
		nowMs += 11 * minute;
		expect((await signInMember(test.db, ports, { email, code: late, address: from() })).ok).toBe(false);
	});
});

describe('mail', () => {
	it('goes out by SMTP and its text goes from the queue', async () => {
		const received: string[] = [];
		const server = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS'],
			onData(stream, _session, done) {
				let text = '';
				stream.on('data', (part: Buffer) => (text += part.toString()));
				stream.on('end', () => {
					received.push(text);
					done();
				});
			}
		});
		await new Promise<void>((ready) => server.listen(4818, '127.0.0.1', () => ready()));
		const post = connectSmtp('smtp://127.0.0.1:4818?from=shop@example.org');
		while (await sendNextMail(test.db, ports, post));
		post.close();
		await new Promise<void>((closed) => server.close(() => closed()));
		expect(received.length).toBeGreaterThan(0);
		expect(received[0]).toContain('shop@example.org');
		const mails = await test.db.selectFrom('mails').select(['body', 'sent_at']).execute();
		expect(mails.every((mail) => mail.body === '' && mail.sent_at !== null)).toBe(true);
	});

	it('keeps its text for the mailbox of a demo', async () => {
		await test.db.updateTable('installation').set({ kind: 'demo' }).execute();
		const join = { name: 'D', news: false };
		await sendLoginCode(test.db, ports, { email: 'demo@example.org', address: from(), join });
		expect(await sendNextMail(test.db, ports, { send: () => Promise.resolve(), close: () => {} })).toBe(true);
		expect(await codeFor('demo@example.org')).toMatch(/^\d{6}$/);
		await test.db.updateTable('installation').set({ kind: 'shop' }).execute();
		nowMs += minute;
	});

	it('stays in the queue when the mail server does not answer', async () => {
		await sendLoginCode(test.db, ports, {
			email: 'late@example.org',
			address: from(),
			join: { name: 'L', news: false }
		});
		const post = connectSmtp('smtp://127.0.0.1:4819');
		expect(await sendNextMail(test.db, ports, post)).toBe(true);
		expect(await sendNextMail(test.db, ports, post)).toBe(false);
		const [mail] = await listMails(test.db);
		expect(mail?.sentAt).toBeNull();
	});
});
