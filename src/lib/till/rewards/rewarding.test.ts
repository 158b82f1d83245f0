import { describe, expect, it, vi } from 'vitest';
import { testBasket, testLine } from '../../../../tests/support/any-basket';
import { enrolledRig } from '../../../../tests/support/till-rig';
import type { Opened, RewardBasket } from '$lib/contract/sync/rewards';
import type { Opening, StoredBasket } from '../journal/rows';
import { sleep } from '../ports';
import { Rewarding } from './rewarding.svelte';
import { RewardSteps } from './steps';

const id = (n: number) => `0192f0c4-0000-7000-8000-00000000000${String(n)}`;
/** A busy machine must not look like a slow server; only the test of slowness has little time. */
const budgetsOf = (ms: number) => ({ preview: ms, open: ms, spend: ms, abort: 60_000 });
const grant = (kind: 'instant' | 'automatic' | 'additional', amountMinor: number) => {
	return { grantId: `${kind} ${String(amountMinor)}`, kind, amountMinor, label: kind };
};
const opened = (change: Partial<Opened> = {}): Opened => ({
	...{ awards: [], instantMinor: 0, automaticMinor: 0, additionalMinor: 500, minimumMinor: 0, maximumMinor: null },
	...{ reductionMethod: 'front_end', balances: [], messages: [], grants: [], expiresAt: '2026-11-20T13:30:00.000Z' },
	...change
});
const content: RewardBasket = {
	...{ memberId: id(1), cardHmac: null, currency: 'EUR', pricesIncludeTax: true, lines: [] },
	...{ appliedOffers: [], coupons: [], rulesVersion: 1 }
};
const refused = (code: string) =>
	Response.json({ type: 'about:blank', title: code, status: 409, code }, { status: 409 });
type Answers = Partial<Record<'preview' | 'open' | 'spend', () => Response | Promise<Response>>>;

/** One open basket, and a rewards system that answers as it is told. */
async function desk(answers: Answers, given: Partial<StoredBasket> = {}, budgetMs = 60_000) {
	const timer = { nowMs: Date.parse('2026-11-20T13:15:00Z'), waiting: [] as { delayMs: number; run: () => void }[] };
	const { journal, server } = await enrolledRig();
	const calls: string[] = [];
	const fetch = async (path: string, init: RequestInit) => {
		const step = /^\/api\/till\/rewards\/(\w+)$/.exec(path)?.[1];
		if (step === undefined) return server.fetch(path, init);
		const { amountMinor = '' } = JSON.parse(String(init.body)) as { amountMinor?: number };
		calls.push(`${step}${String(amountMinor)}`);
		const answer = Object.entries(answers).find(([of]) => of === step)?.[1];
		return answer ? answer() : Response.json(step === 'open' ? opened() : {});
	};
	let stored: StoredBasket = {
		...{ id: id(2), v: 1, state: 'current', basket: testBasket([testLine()]), tenders: [], saleId: id(3) },
		...{ staffId: null, changedAtMs: 0, label: null, ...given }
	};
	const state = { offline: false };
	const steps = new RewardSteps(
		{ ports: { ...journal.ports, net: { fetch } }, store: journal.store },
		budgetsOf(budgetMs)
	);
	const rewarding = new Rewarding(steps, {
		clock: {
			now: () => timer.nowMs,
			after(delayMs, run) {
				const one = { delayMs, run };
				timer.waiting.push(one);
				return () => (timer.waiting = timer.waiting.filter((other) => other !== one));
			}
		},
		nowMs: () => timer.nowMs,
		stored: () => stored,
		keep: (opening, spends) => {
			const { opening: _, spends: __, ...rest } = stored;
			stored = opening ? { ...rest, opening, spends } : rest;
			return Promise.resolve(true);
		},
		content: () => content,
		mostMinor: () => 1000,
		isOffline: () => state.offline
	});
	const change = () => {
		const former = stored;
		const { opening: _, spends: __, ...rest } = stored;
		stored = { ...rest, basket: testBasket([testLine(), testLine({ lineId: 'l2' })]) };
		rewarding.givenUp(former);
	};
	const askTerminal = (amountMinor: number | null) => {
		const { atTerminalMinor: _, ...rest } = stored;
		stored = amountMinor === null ? rest : { ...rest, atTerminalMinor: amountMinor };
	};
	return {
		rewarding,
		calls,
		stored: () => stored,
		change,
		askTerminal,
		state,
		timer,
		settle: () => sleep(journal.ports.clock, 200)
	};
}

const spentMinor = ({ spends = [] }: StoredBasket) => spends.map(({ kind, amountMinor }) => [kind, amountMinor]);
const held: Opening = { opened: opened(), askedMinor: 300, additional: grant('additional', 300) };

describe('a rewarded sale at Pay', () => {
	it('holds at opening, spends what was granted, and gives all back on leaving', async () => {
		const { rewarding, calls, stored, settle } = await desk({
			open: () => Response.json(opened({ grants: [grant('instant', 50)] })),
			spend: () => Response.json({ askedMinor: 400, grant: grant('additional', 250), balances: [] })
		});
		await rewarding.enter();
		expect(spentMinor(stored())).toEqual([['instant', 50]]);
		await rewarding.ask(400);
		expect(spentMinor(stored())).toEqual([
			['instant', 50],
			['additional', 250]
		]);
		expect(rewarding.spending).toMatchObject({ state: 'open', opening: { askedMinor: 400 }, asking: false });
		rewarding.leave();
		await settle();
		expect(calls).toEqual(['open', 'spend400', 'abort']);
		expect(stored().opening).toBeUndefined();
	});

	it('lowers nothing where the back end does, and never spends more than the bill', async () => {
		const back = await desk({
			open: () => Response.json(opened({ reductionMethod: 'back_end', grants: [grant('automatic', 200)] }))
		});
		await back.rewarding.enter();
		expect(spentMinor(back.stored())).toEqual([]);
		const front = await desk({
			open: () => Response.json(opened({ grants: [grant('instant', 700), grant('automatic', 700)] }))
		});
		await front.rewarding.enter();
		expect(spentMinor(front.stored())).toEqual([
			['instant', 700],
			['automatic', 300]
		]);
	});

	it('goes on after a restart with the same grant, also when nobody answers', async () => {
		const given = { opening: held, spends: [{ kind: 'additional' as const, amountMinor: 300, grantId: 'g' }] };
		const again = await desk(
			{ spend: () => Response.json({ askedMinor: 300, grant: grant('additional', 300), balances: [] }) },
			given
		);
		await again.rewarding.enter();
		expect(again.calls).toEqual(['open', 'spend300']);
		expect(spentMinor(again.stored())).toEqual([['additional', 300]]);
		const silent = await desk({ open: () => new Response('', { status: 502 }) }, given);
		await silent.rewarding.enter();
		expect(silent.rewarding.spending.state).toBe('open');
		expect(spentMinor(silent.stored())).toEqual([['additional', 300]]);
	});

	it('goes on alone when the answer is too slow, and gives up what it may have opened', async () => {
		const { rewarding, calls, settle } = await desk({ open: () => new Promise<Response>(() => undefined) }, {}, 100);
		await rewarding.enter();
		expect(rewarding.spending).toEqual({ state: 'alone', code: 'too_slow' });
		await settle();
		expect(calls).toEqual(['open', 'abort']);
	});

	it('goes on by its own rules, and says nothing of it, when it asked too often', async () => {
		const tooMany = () =>
			Response.json({ type: 'about:blank', title: '', status: 429, code: 'too_many_tries' }, limited);
		const limited = { status: 429, headers: { 'retry-after': '30' } };
		const { rewarding, calls, timer, settle } = await desk({ preview: tooMany, open: tooMany });
		rewarding.show();
		timer.waiting.at(-1)?.run();
		await settle();
		expect(rewarding.preview).toEqual({ state: 'alone', code: 'too_many_tries' });
		await rewarding.enter();
		expect(rewarding.spending).toEqual({ state: 'alone', code: 'too_many_tries' });
		expect(calls).toEqual(['preview', 'open']);
	});

	it('keeps no answer for a basket that changed meanwhile, and gives it up afterwards', async () => {
		let answer: (response: Response) => void = () => undefined;
		const { rewarding, calls, stored, change, settle } = await desk({
			open: () => new Promise<Response>((resolve) => (answer = resolve))
		});
		const entering = rewarding.enter();
		await settle();
		change();
		answer(Response.json(opened({ grants: [grant('automatic', 200)] })));
		await entering;
		await settle();
		expect(spentMinor(stored())).toEqual([]);
		expect(calls).toEqual(['open', 'abort']);
		expect(rewarding.spending.state).toBe('closed');
	});

	it('drops the former grant with a refusal, and says why', async () => {
		const { rewarding, stored } = await desk({ spend: () => refused('amount_below_minimum') }, { opening: held });
		await rewarding.ask(20);
		expect(rewarding.spending).toMatchObject({ state: 'open', refused: 'amount_below_minimum' });
		expect(spentMinor(stored())).toEqual([]);
	});

	it('opens again what has run out: when its time is over, when the server says so, and after an outage', async () => {
		const later = '2026-11-20T13:45:00.000Z';
		const ends = [
			opened({ grants: [grant('instant', 50)] }),
			opened({ expiresAt: later, grants: [grant('instant', 40)] })
		];
		const first = await desk({ open: () => Response.json(ends.shift()) });
		await first.rewarding.enter();
		expect(first.timer.waiting.map(({ delayMs }) => delayMs)).toEqual([15 * 60_000]);
		first.timer.nowMs += 15 * 60_000;
		first.timer.waiting[0]?.run();
		await first.settle();
		expect(first.calls).toEqual(['open', 'open']);
		expect(spentMinor(first.stored())).toEqual([['instant', 40]]);
		expect(first.timer.waiting).toHaveLength(1);
		first.rewarding.leave();
		expect(first.timer.waiting).toEqual([]);

		const answers = [
			refused('not_open'),
			Response.json({ askedMinor: 300, grant: grant('additional', 300), balances: [] })
		];
		const ended = await desk({ spend: () => answers.shift() ?? refused('not_open') }, { opening: held });
		await ended.rewarding.ask(300);
		expect(ended.calls).toEqual(['spend300', 'open', 'spend300']);
		expect(spentMinor(ended.stored())).toEqual([['additional', 300]]);
		const never = await desk({ spend: () => refused('not_open') }, { opening: held });
		await never.rewarding.ask(300);
		expect(never.calls).toEqual(['spend300', 'open', 'spend300']);
		expect(never.rewarding.spending).toMatchObject({ state: 'open', refused: 'not_open', asking: false });

		const outage = await desk({ open: () => Response.json(opened({ expiresAt: later })) }, { opening: held });
		outage.state.offline = true;
		await outage.rewarding.enter();
		outage.timer.nowMs += 16 * 60_000;
		outage.state.offline = false;
		outage.rewarding.contact();
		await outage.settle();
		expect(outage.calls).toEqual(['open', 'spend300']);
	});

	it('asks nobody without network, and stays open while money was taken', async () => {
		const offline = await desk({});
		offline.state.offline = true;
		await offline.rewarding.enter();
		expect(offline.rewarding.spending).toEqual({ state: 'alone', code: 'no_contact' });
		expect(offline.calls).toEqual([]);
		const paid = await desk({}, { opening: held, tenders: [{ kind: 'cash', givenMinor: 100 }] });
		paid.rewarding.leave();
		expect(paid.stored().opening).toEqual(held);
	});

	it('opens nothing that lowers the bill while the card terminal is asked, and opens it once that declined', async () => {
		let answer: (response: Response) => void = () => undefined;
		const { rewarding, calls, stored, askTerminal, settle } = await desk({
			open: () => new Promise<Response>((resolve) => (answer = resolve))
		});
		const lowers = () => answer(Response.json(opened({ grants: [grant('automatic', 200)] })));
		const entering = rewarding.enter();
		await vi.waitFor(() => expect(calls).toEqual(['open']));
		askTerminal(1000);
		lowers();
		await entering;
		await rewarding.enter();
		await settle();
		expect([stored().opening, calls]).toEqual([undefined, ['open', 'abort']]);
		askTerminal(null);
		const again = rewarding.enter();
		await vi.waitFor(() => expect(calls).toHaveLength(3));
		lowers();
		await again;
		expect(spentMinor(stored())).toEqual([['automatic', 200]]);
	});

	it('keeps what lowers nothing while the card terminal is asked, and what was granted before', async () => {
		const none = await desk({});
		const entering = none.rewarding.enter();
		none.askTerminal(1000);
		await entering;
		expect(none.rewarding.spending.state).toBe('closed');

		const spends = [{ kind: 'additional' as const, amountMinor: 300, grantId: 'g' }];
		const amounts = [400, 0];
		const more = await desk(
			{
				spend: () => {
					const amountMinor = amounts.shift() ?? 0;
					const given = amountMinor > 0 ? grant('additional', amountMinor) : null;
					return Response.json({ askedMinor: amountMinor, grant: given, balances: [] });
				}
			},
			{ opening: held, spends, atTerminalMinor: 700 }
		);
		await more.rewarding.ask(400);
		expect(more.calls).toEqual(['spend400', 'spend0']);
		expect([spentMinor(more.stored()), more.rewarding.spending.state]).toEqual([[], 'open']);
		more.rewarding.leave();
		expect(more.stored().opening).toBeDefined();
	});
});
