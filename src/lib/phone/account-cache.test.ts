import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { MemberAccount } from '$lib/contract/my/account';
import { readKept, refreshAccount } from './account-cache';
import { keptRecords } from './kept-record';

const account: MemberAccount = {
	memberId: '0199a000-0000-7000-8000-000000000001',
	name: 'Nora Lindqvist',
	email: 'nora@example.org',
	tier: null,
	memberSince: '2025-05-02T10:00:00.000Z',
	cardNumber: '9600123456789012',
	news: false,
	balances: [],
	merchantName: 'Harbour & Pine',
	receipts: [],
	asOf: '2026-11-20T13:36:00.000Z',
	demo: false
};

const answer = (status: number, body?: unknown) => () =>
	Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
const offline = () => Promise.reject(new TypeError('no network'));

describe('the account on the phone', () => {
	it('opens without a network once it was read', async () => {
		const records = keptRecords(new IDBFactory());
		expect(await refreshAccount(records, answer(200, account))).toEqual({ state: 'in', account, offline: false });
		expect(await refreshAccount(records, offline)).toEqual({ state: 'in', account, offline: true });
	});

	it('says so when there is neither network nor a kept account', async () => {
		expect(await refreshAccount(keptRecords(new IDBFactory()), offline)).toEqual({ state: 'out', offline: true });
	});

	it('asks a new visitor for no account', async () => {
		const asked: string[] = [];
		const ask = (path: string) => {
			asked.push(path);
			return answer(200, { signedIn: false })();
		};
		const records = keptRecords(new IDBFactory());
		expect(await refreshAccount(records, ask)).toEqual({ state: 'out', offline: false });
		expect(asked).toEqual(['/api/my/sign-in']);
	});

	it('forgets everything when the server ended the session', async () => {
		const records = keptRecords(new IDBFactory());
		await refreshAccount(records, answer(200, account));
		expect(await refreshAccount(records, answer(401))).toEqual({ state: 'out', offline: false });
		expect(await readKept(records)).toBeNull();
	});

	it('keeps the card through a server fault and ignores an answer it cannot read', async () => {
		const records = keptRecords(new IDBFactory());
		await refreshAccount(records, answer(200, account));
		expect(await refreshAccount(records, answer(500))).toEqual({ state: 'in', account, offline: true });
		expect(await refreshAccount(records, answer(200, { odd: true }))).toEqual({ state: 'in', account, offline: true });
	});
});
