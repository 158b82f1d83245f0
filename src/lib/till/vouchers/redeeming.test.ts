import { describe, expect, it, vi } from 'vitest';
import { testBasket, testLine } from '../../../../tests/support/any-basket';
import { enrolledRig } from '../../../../tests/support/till-rig';
import type { VoucherHold } from '$lib/contract/sync/vouchers';
import type { ShownVoucher } from '$lib/domain/voucher/voucher';
import type { StoredBasket } from '../journal/rows';
import { Redeeming } from './redeeming.svelte';
import { spendsIn, spentMinor, takenMinor } from './grants';
import { VoucherSteps } from './steps';

const id = (n: number) => `0192f0c4-0000-7000-8000-00000000000${String(n)}`;
const codeHash = 'h'.repeat(43);
const voucher = (n: number, leftMinor: number): ShownVoucher => {
	return { voucherId: id(n), codeHash, mark: `000${String(n)}`, title: 'Thank you', leftMinor, expiresAt: null };
};
const refused = (code: string) =>
	Response.json({ type: 'about:blank', title: code, status: 409, code }, { status: 409 });

type Change = Partial<Omit<StoredBasket, 'atTerminalMinor'>> & { atTerminalMinor?: number | undefined };

/** One open basket that costs 10.00, and a server that grants what its vouchers hold. */
async function desk(left: Record<string, number>, given: Partial<StoredBasket> = {}) {
	const { journal, server } = await enrolledRig();
	const calls: string[] = [];
	const gates = new Map<string, Promise<void>>();
	const state = { offline: false, answer: null as (() => Response) | null };
	const fetch = async (path: string, init: RequestInit) => {
		const step = /^\/api\/till\/vouchers\/(\w+)$/.exec(path)?.[1];
		if (step === undefined) return server.fetch(path, init);
		const { voucherId, askedMinor, voucherIds } = JSON.parse(String(init.body)) as VoucherHold & {
			voucherIds?: string[];
		};
		calls.push([step, voucherId ?? voucherIds?.join(' '), askedMinor ?? ''].join(' ').trim());
		if (step === 'release') return Response.json({});
		await gates.get(voucherId);
		if (state.answer) return state.answer();
		const amountMinor = Math.min(left[voucherId] ?? 0, askedMinor);
		if (amountMinor === 0) return refused('voucher_used');
		return Response.json({ grantId: id(9), amountMinor, expiresAt: '2026-11-20T13:30:00.000Z' });
	};
	const vouchers = Object.keys(left).map((voucherId) => voucher(Number(voucherId.at(-1)), left[voucherId] ?? 0));
	let stored: StoredBasket = {
		...{ id: id(2), v: 1, state: 'current', basket: { ...testBasket([testLine()]), vouchers }, tenders: [] },
		...{ saleId: id(3), staffId: null, changedAtMs: 0, label: null, ...given }
	};
	const redeeming = new Redeeming(
		new VoucherSteps({ ports: { ...journal.ports, net: { fetch } }, store: journal.store }),
		{
			clock: journal.ports.clock,
			nowMs: () => Date.parse('2026-11-20T13:15:00Z'),
			stored: () => stored,
			keep: (voucherGrants) => {
				const { voucherGrants: _, ...rest } = stored;
				stored = voucherGrants.length > 0 ? { ...rest, voucherGrants } : rest;
				return Promise.resolve(true);
			},
			leftMinor: () => 1000 - spentMinor(stored.spends) - takenMinor(stored),
			currency: () => 'EUR',
			isOffline: () => state.offline
		}
	);
	/** The server says what this one pays no sooner than it is let. */
	const stall = (voucherId: string) => {
		let answer: () => void = () => undefined;
		gates.set(voucherId, new Promise((resolve) => (answer = resolve)));
		return () => answer();
	};
	const change = ({ atTerminalMinor, ...given }: Change) => {
		const { atTerminalMinor: _, ...rest } = { ...stored, ...given };
		stored = atTerminalMinor === undefined ? rest : { ...rest, atTerminalMinor };
	};
	return { redeeming, calls, state, stall, change, stored: () => stored };
}

const paid = ({ stored }: { stored: () => StoredBasket }) => spendsIn(stored()).map(({ amountMinor }) => amountMinor);

describe('vouchers at Pay', () => {
	it('pay one after the other what is left, and no more than the bill', async () => {
		const at = await desk({ [id(4)]: 700, [id(5)]: 500, [id(6)]: 500 });
		await at.redeeming.enter();
		expect(paid(at)).toEqual([700, 300]);
		expect(at.calls).toEqual([`hold ${id(4)} 1000`, `hold ${id(5)} 300`]);
		expect(at.redeeming.paying).toMatchObject({ [id(4)]: { state: 'paid' }, [id(6)]: { state: 'spare' } });
	});

	it('stand before what the member spends', async () => {
		const spends = [{ kind: 'additional' as const, grantId: 'g', amountMinor: 400 }];
		const at = await desk({ [id(4)]: 5000 }, { spends });
		await at.redeeming.enter();
		expect(spendsIn(at.stored())).toEqual([
			{ kind: 'voucher', voucherId: id(4), grantId: id(9), amountMinor: 600 },
			...spends
		]);
	});

	it('pay nothing without the network, and keep what was granted before', async () => {
		const at = await desk({ [id(4)]: 700 });
		at.state.offline = true;
		await at.redeeming.enter();
		expect(at.redeeming.paying).toEqual({ [id(4)]: { state: 'refused', code: 'no_contact' } });
		at.state.offline = false;
		await at.redeeming.enter();
		at.state.offline = true;
		await at.redeeming.enter();
		expect(paid(at)).toEqual([700]);
	});

	it('that were used elsewhere meanwhile pay nothing any more', async () => {
		const at = await desk({ [id(4)]: 700 });
		await at.redeeming.enter();
		at.state.answer = () => refused('voucher_used');
		await at.redeeming.enter();
		expect(paid(at)).toEqual([]);
		expect(at.redeeming.paying).toEqual({ [id(4)]: { state: 'refused', code: 'voucher_used' } });
	});

	it('are given up when paying ends, and stay when money was taken', async () => {
		const at = await desk({ [id(4)]: 700 });
		await at.redeeming.enter();
		at.redeeming.leave();
		await at.redeeming.putBack(id(4));
		expect(paid(at)).toEqual([]);
		expect(at.calls.at(-1)).toBe(`release ${id(4)}`);
		const taken = await desk({ [id(4)]: 700 }, { tenders: [{ kind: 'cash', givenMinor: 100 }] });
		await taken.redeeming.enter();
		taken.redeeming.leave();
		expect(paid(taken)).toEqual([700]);
	});

	it('one of them goes back on its own', async () => {
		const at = await desk({ [id(4)]: 700, [id(5)]: 500 });
		await at.redeeming.enter();
		await at.redeeming.putBack(id(4));
		expect(paid(at)).toEqual([300]);
		expect(at.calls.at(-1)).toBe(`release ${id(4)}`);
	});

	it('leave nothing held when paying ends while the server is being asked', async () => {
		const at = await desk({ [id(4)]: 700, [id(5)]: 500 });
		const answer = at.stall(id(4));
		const entering = at.redeeming.enter();
		await vi.waitFor(() => expect(at.calls).toEqual([`hold ${id(4)} 1000`]));
		at.redeeming.leave();
		answer();
		await entering;
		await at.redeeming.putBack(id(8));
		expect(at.stored().voucherGrants).toBeUndefined();
		expect(at.redeeming.paying).toEqual({});
		expect(at.calls).not.toContain(`hold ${id(5)} 1000`);
		expect(at.calls.at(-1)).toBe(`release ${id(4)}`);
	});

	it('leave nothing held when paying ends while the second is being asked', async () => {
		const at = await desk({ [id(4)]: 700, [id(5)]: 500 });
		const answer = at.stall(id(5));
		const entering = at.redeeming.enter();
		await vi.waitFor(() => expect(at.calls).toContain(`hold ${id(5)} 300`));
		at.redeeming.leave();
		answer();
		await entering;
		await at.redeeming.putBack(id(8));
		expect(at.stored().voucherGrants).toBeUndefined();
		expect(at.calls.slice(2).join(', ')).toContain(`release ${id(4)} ${id(5)}`);
	});

	it('stay when the cashier is back at Pay before the answer', async () => {
		const at = await desk({ [id(4)]: 700 });
		const answer = at.stall(id(4));
		const entering = at.redeeming.enter();
		await vi.waitFor(() => expect(at.calls).toHaveLength(1));
		at.redeeming.leave();
		const again = at.redeeming.enter();
		answer();
		await Promise.all([entering, again]);
		await at.redeeming.putBack(id(8));
		expect(paid(at)).toEqual([700]);
		expect(at.calls.at(-1)).toMatch(/^hold/);
	});

	it('lower nothing while the card terminal is asked, and pay once it has declined', async () => {
		const at = await desk({ [id(4)]: 700, [id(5)]: 500 });
		const answer = at.stall(id(5));
		const entering = at.redeeming.enter();
		await vi.waitFor(() => expect(at.calls).toHaveLength(2));
		at.change({ atTerminalMinor: 300 });
		answer();
		await entering;
		await at.redeeming.enter();
		expect(paid(at)).toEqual([700]);
		expect(at.calls).toContain(`release ${id(5)}`);
		expect(at.redeeming.paying).toMatchObject({ [id(4)]: { state: 'paid' }, [id(5)]: { state: 'spare' } });
		at.redeeming.leave();
		expect(paid(at)).toEqual([700]);
		at.change({ atTerminalMinor: undefined });
		await at.redeeming.enter();
		expect(paid(at)).toEqual([700, 300]);
	});

	it('pay no more than what money left, also when they are answered after it was taken', async () => {
		const at = await desk({ [id(4)]: 700 });
		const answer = at.stall(id(4));
		const entering = at.redeeming.enter();
		await vi.waitFor(() => expect(at.calls).toHaveLength(1));
		at.change({ tenders: [{ kind: 'card', amountMinor: 800, reference: null }] });
		answer();
		await entering;
		expect(paid(at)).toEqual([200]);
		at.change({ tenders: [{ kind: 'cash', givenMinor: 5000 }] });
		await at.redeeming.enter();
		expect(paid(at)).toEqual([200]);
	});
});
