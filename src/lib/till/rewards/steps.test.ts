import { describe, expect, it } from 'vitest';
import type { Preview, RewardBasket } from '$lib/contract/sync/rewards';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { isRefusal, RewardSteps } from './steps';

/** A busy machine must not look like a slow server; only the test of slowness has little time. */
const budgetsOf = (ms: number) => ({ preview: ms, open: ms, spend: ms, abort: ms });
const basket: RewardBasket = {
	...{ memberId: null, cardHmac: 'A'.repeat(43), currency: 'EUR', pricesIncludeTax: true, lines: [] },
	...{ appliedOffers: [], coupons: [], rulesVersion: 1 }
};
const isStep = (path: string) => path.startsWith('/api/till/rewards/');
const problem = (status: number, code: string) =>
	Response.json({ type: 'about:blank', title: code, status, code }, { status });

async function asked(answer: () => Response | Promise<Response> | Error, budgetMs = 60_000) {
	const { journal, server } = await enrolledRig();
	const fetch = async (path: string, init: RequestInit) => {
		if (!isStep(path)) return server.fetch(path, init);
		const given = await answer();
		if (given instanceof Error) throw given;
		return given;
	};
	const steps = new RewardSteps(
		{ ports: { ...journal.ports, net: { fetch } }, store: journal.store },
		budgetsOf(budgetMs)
	);
	return steps.preview(basket);
}

describe('a step of a rewarded sale', () => {
	it('has its time, and no more: a server that stalls leaves the till alone', async () => {
		const startedAt = performance.now();
		expect(await asked(() => new Promise<Response>(() => undefined), 40)).toEqual({ ok: false, code: 'too_slow' });
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});

	it.each([
		['no network', () => new TypeError('no network'), 'no_contact', false],
		['a portal', () => new Response('<html>'), 'unreadable', false],
		['a server without rewards', () => problem(503, 'rewards_unavailable'), 'rewards_unavailable', false],
		['a server in trouble', () => new Response('', { status: 502 }), 'rewards_unavailable', false],
		['too many look-ups', () => problem(429, 'too_many_tries'), 'too_many_tries', true],
		['a card that nobody has', () => problem(404, 'member_not_found'), 'member_not_found', true],
		['a code of a later version', () => problem(409, 'moon_phase_wrong'), 'unreadable', false]
	] as const)('tells what became of it: %s', async (_, answer, code, refusal) => {
		const got = await asked(answer);
		expect(got).toEqual({ ok: false, code });
		expect(!got.ok && isRefusal(got.code)).toBe(refusal);
	});

	it('reads the answer', async () => {
		const preview: Preview = {
			...{ awards: [], instantMinor: 0, automaticMinor: 0, additionalMinor: 500, minimumMinor: 0, maximumMinor: null },
			...{ reductionMethod: 'front_end', balances: [], messages: [] }
		};
		expect(await asked(() => Response.json(preview))).toEqual({ ok: true, value: preview });
	});
});
