import { expect, it, vi } from 'vitest';
import { enrolledRig } from '../../../../tests/support/till-rig';
import type { TillParts } from '../parts';
import { People } from '../rewards/person';
import { Members } from './members.svelte';

const cardHmac = 'A'.repeat(43);
const memberId = '0190a1b2-0000-7000-8000-000000000001';
const shown = { memberId: null, cardHmac, cardLast4: '2308', name: null };
const nora = {
	...{ memberId, shownName: 'Nora L.', tier: 'Gold', segments: [], cardLast4: '2308', cardHmac, spendBlocked: false },
	...{ balances: [], counters: {}, asOf: '2026-11-20T09:00:00.000Z' }
};

const asking = ['/api/till/rewards/identify', '/api/till/members/cards'];

async function rig(answer: () => Response | Error) {
	const { ports, store, catalogue, server } = await enrolledRig();
	const asked = vi.fn(answer);
	server.before = (path) => (asking.includes(path) ? asked() : null);
	const members = new Members({ ports, store, catalogue } as unknown as TillParts, {
		...{ settings: () => null, staffId: () => null, people: new People(catalogue), learned: () => undefined }
	});
	return { members, asked };
}

it('a card that was shown without the network gets its name once the server answers', async () => {
	let isOnline = false;
	const { members } = await rig(() => (isOnline ? Response.json(nora) : new TypeError('Failed to fetch')));
	expect(await members.recognise(shown)).toBeNull();
	isOnline = true;
	expect(await members.recognise(shown)).toEqual({ memberId, cardHmac, cardLast4: '2308', name: 'Nora L.' });
	expect(members.of(shown)).toMatchObject({ tier: 'Gold' });
});

it('a card of which the server knows nobody is asked about once, until somebody else stands at the till', async () => {
	const refused = { type: 'about:blank', title: 'no', status: 404, code: 'member_not_found' };
	const { members, asked } = await rig(() => Response.json(refused, { status: 404 }));
	await members.recognise(shown);
	await members.recognise(shown);
	expect(asked).toHaveBeenCalledTimes(1);
	members.forget();
	await members.recognise(shown);
	expect(asked).toHaveBeenCalledTimes(2);
	expect(await members.recognise({ ...shown, name: 'Nora L.' })).toBeNull();
	expect(asked).toHaveBeenCalledTimes(2);
});

it('a server that gives no more cards for now says so; it is not taken for a missing network', async () => {
	const refused = { type: 'about:blank', title: 'no', status: 429, code: 'too_many_tries' };
	const { members } = await rig(() => Response.json(refused, { status: 429, headers: { 'retry-after': '30' } }));
	const given = await members.giveCard({ ...shown, memberId }, '7700123', true);
	expect(given).toEqual({ ok: false, code: 'too_many_tries' });
});
