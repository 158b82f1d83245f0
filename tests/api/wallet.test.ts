import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WalletRig } from '../support/wallet-rig';
import { balances, booked, entries, holdAtOpening, lots, release } from '../../src/lib/server/wallet/wallet';

const dayMs = 86_400_000;
let rig: WalletRig;
beforeAll(async () => {
	rig = await WalletRig.open();
});
afterAll(async () => {
	expect(await rig.drift()).toEqual([]);
	await rig.close();
});

describe('an award', () => {
	it('is booked once; the same key with other content is a conflict', async () => {
		const member = await rig.member();
		const purchase = rig.purchase(member, { awards: [rig.lot(120), rig.lot(7, { currency: 'PTS' })] });
		const [first] = await rig.book(purchase);
		const [again] = await rig.book({ ...purchase, awards: [] });
		expect(again).toEqual({ ...first, replayed: true });
		expect(await rig.book({ ...purchase, content: 'other' })).toEqual([
			{ ok: false, key: purchase.key, code: 'conflict' }
		]);
		expect([await rig.balanceMinor(member), await rig.balanceMinor(member, 'PTS')]).toEqual([120, 7]);
		const known = await booked(rig.db, [purchase.key, 'nothing']);
		expect([...known.keys()]).toEqual([purchase.key]);
	});

	it('is booked once when it stands twice in one batch, beside those of others', async () => {
		const [one, two] = [await rig.member(), await rig.member()];
		const purchase = rig.purchase(one, { awards: [rig.lot(50)] });
		const answers = await rig.book(purchase, rig.purchase(two, { awards: [rig.lot(70)] }), purchase);
		expect(answers.map((answer) => answer.ok && answer.replayed)).toEqual([false, false, true]);
		expect([await rig.balanceMinor(one), await rig.balanceMinor(two)]).toEqual([50, 70]);
	});

	it('shows in balances, lots and entries, page by page', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(100, { expiresAtMs: rig.ports.now() + dayMs }));
		await rig.give(member, rig.lot(30, { currency: 'PTS' }));
		await rig.give(member, rig.lot(500, { validFromMs: rig.ports.now() + dayMs }));
		const [eur, points] = (await balances(rig.db, [member], rig.ports.now())).get(member) ?? [];
		expect(eur).toMatchObject({ currency: 'EUR', balanceMinor: 600, waitingMinor: 500, spendableMinor: 100 });
		expect(points).toMatchObject({ currency: 'PTS', balanceMinor: 30, spendableMinor: 30 });
		expect((await lots(rig.db, member, rig.ports.now())).map((lot) => lot.balanceMinor)).toEqual([100, 30, 500]);
		const first = await entries(rig.db, member, { limit: 2 });
		const second = await entries(rig.db, member, { limit: 2, before: first.next });
		expect([...first.entries, ...second.entries].map((entry) => entry.amountMinor)).toEqual([500, 30, 100]);
		expect(second.next).toBeNull();
		expect((await entries(rig.db, member, { limit: 9, currency: 'PTS' })).entries).toHaveLength(1);
	});
});

describe('a hold', () => {
	it('grants less when the wallet is short, answers the same again, and is captured once', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(300));
		const sale = rig.sale(member, 1000);
		const held = await rig.hold(sale, 500, 'hold once');
		expect(held).toMatchObject({
			ok: true,
			held: { amountMinor: 300 },
			balance: { heldMinor: 300, spendableMinor: 0 }
		});
		expect(await rig.hold(sale, 500, 'hold once')).toMatchObject({ replayed: true, held: held.ok && held.held });
		expect(await rig.hold(sale, 400, 'hold once')).toMatchObject({ ok: false, code: 'conflict' });
		expect(await rig.hold(rig.sale(await rig.member(), 1000), 500, 'hold once')).toMatchObject({ code: 'conflict' });
		if (!held.ok) throw new Error(held.code);
		const { grantId } = held.held;
		const spends = [{ grantId, kind: 'additional' as const, currency: 'EUR', amountMinor: 300 }];
		const purchase = rig.purchase(member, { saleId: sale.saleId, spends });
		const [first] = await rig.book(purchase);
		expect(first).toMatchObject({ captures: [{ found: 'standing', beyondMinor: 0, overdrawnMinor: 0 }] });
		expect(await rig.book(purchase)).toEqual([{ ...first, replayed: true }]);
		expect(await rig.balanceMinor(member)).toBe(0);
	});

	it('gives back what a smaller sale did not use', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(500));
		const sale = rig.sale(member, 500);
		const held = await rig.hold(sale, 500);
		const grantId = held.ok ? held.held.grantId : '';
		await rig.book(
			rig.purchase(member, { spends: [{ grantId, kind: 'additional', currency: 'EUR', amountMinor: 200 }] })
		);
		const [balance] = (await balances(rig.db, [member], rig.ports.now())).get(member) ?? [];
		expect(balance).toMatchObject({ balanceMinor: 300, heldMinor: 0, spendableMinor: 300 });
	});

	it('opens a sale with instant and automatic spends, once, and is released with it', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(400));
		const sale = rig.sale(member, 1000);
		const automatic = {
			label: 'Automatic',
			enabled: true,
			minimumBalanceMinor: 0,
			minimumSpendMinor: 0,
			maximumSpendMinor: 250,
			storeIds: []
		};
		const request = {
			key: `open:${sale.saleId}`,
			instants: [{ offerId: 'today', label: 'Today', amountMinor: 100 }],
			automatic
		};
		const open = () => rig.run((trx) => holdAtOpening(trx, rig.ports, sale, request));
		const first = await open();
		expect(first.held.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
			['instant', 100],
			['automatic', 250]
		]);
		expect(first).toMatchObject({ additionalMinor: 150, replayed: false, balance: { heldMinor: 250 } });
		expect(await open()).toEqual({ ...first, replayed: true });
		const released = await rig.run((trx) => release(trx, rig.ports, sale.saleId));
		expect(released.map(({ ended }) => ended)).toEqual(['released', 'released']);
		expect(await rig.run((trx) => release(trx, rig.ports, sale.saleId))).toEqual([]);
		expect((await balances(rig.db, [member], rig.ports.now())).get(member)).toMatchObject([{ heldMinor: 0 }]);
	});

	it('is decided anew under its key once it was given back, from what is there then', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(400));
		const sale = rig.sale(member, 1000);
		const automatic = { label: 'Automatic', enabled: true, minimumBalanceMinor: 0, minimumSpendMinor: 0 };
		const request = {
			key: `open:${sale.saleId}`,
			instants: [{ offerId: 'today', label: 'Today', amountMinor: 100 }],
			automatic: { ...automatic, maximumSpendMinor: 250, storeIds: [] }
		};
		const open = () => rig.run((trx) => holdAtOpening(trx, rig.ports, sale, request));
		const first = await open();
		const asked = await rig.hold(sale, 150, `ask:${sale.saleId}`);
		await rig.run((trx) => release(trx, rig.ports, sale.saleId));
		await rig.hold(rig.sale(member, 300), 300);
		const second = await open();
		expect(second).toMatchObject({ replayed: false, held: [{ amountMinor: 100 }, { amountMinor: 100 }] });
		const former = first.held.map(({ grantId }) => grantId);
		expect(second.held.filter(({ grantId }) => former.includes(grantId))).toEqual([]);
		expect(await open()).toEqual({ ...second, replayed: true });
		expect(asked).toMatchObject({ ok: true, held: { amountMinor: 150 } });
		expect(await rig.hold(sale, 150, `ask:${sale.saleId}`)).toMatchObject({ ok: false, code: 'nothing_to_spend' });
		await rig.give(member, rig.lot(90));
		const again = await rig.hold(sale, 150, `ask:${sale.saleId}`);
		expect(again).toMatchObject({ ok: true, replayed: false, held: { amountMinor: 90 } });
		expect(await rig.hold(sale, 150, `ask:${sale.saleId}`)).toMatchObject({ replayed: true });
	});

	it('runs out; its sale is honoured all the same, and what is missing is owed', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(500));
		const late = rig.sale(member, 500);
		const held = await rig.hold(late, 500);
		const grantId = held.ok ? held.held.grantId : '';
		rig.ports.advance(20 * 60_000);
		const next = rig.sale(member, 200);
		const second = await rig.hold(next, 200);
		expect(second).toMatchObject({ ok: true, held: { amountMinor: 200 } });
		const spends = [{ grantId, kind: 'additional' as const, currency: 'EUR', amountMinor: 500 }];
		const [answer] = await rig.book(rig.purchase(member, { saleId: late.saleId, spends }));
		expect(answer).toMatchObject({ captures: [{ found: 'expired', overdrawnMinor: 200 }] });
		const [balance] = (await balances(rig.db, [member], rig.ports.now())).get(member) ?? [];
		expect(balance).toMatchObject({ balanceMinor: 0, heldMinor: 200, spendableMinor: 0 });
	});

	it('that nobody knows is taken from what is there, the rest is owed until the next award', async () => {
		const member = await rig.member();
		await rig.give(member, rig.lot(100));
		const spends = [{ grantId: 'from elsewhere', kind: 'additional' as const, currency: 'EUR', amountMinor: 250 }];
		const [answer] = await rig.book(rig.purchase(member, { spends }));
		expect(answer).toMatchObject({ captures: [{ found: 'unknown', beyondMinor: 250, overdrawnMinor: 150 }] });
		await rig.give(member, rig.lot(200));
		expect((await balances(rig.db, [member], rig.ports.now())).get(member)).toMatchObject([
			{ balanceMinor: 50, spendableMinor: 50 }
		]);
	});
});

describe('an adjustment', () => {
	it('gives and takes with a reason, once, and stands in the audit log', async () => {
		const member = await rig.member();
		const given = await rig.adjust(member, 500, { key: 'adjust once' });
		expect(given).toMatchObject({ ok: true, amountMinor: 500, replayed: false });
		expect(await rig.adjust(member, 500, { key: 'adjust once' })).toEqual({ ...given, replayed: true });
		expect(await rig.adjust(member, 501, { key: 'adjust once' })).toEqual({ ok: false, code: 'conflict' });
		expect(await rig.adjust(member, -501)).toEqual({ ok: false, code: 'insufficient_value' });
		expect(await rig.adjust(member, -600, { policy: 'clamp' })).toMatchObject({ amountMinor: -500 });
		expect(await rig.adjust(member, -10, { policy: 'negative' })).toMatchObject({ amountMinor: -10 });
		expect(await rig.balanceMinor(member)).toBe(-10);
		const audit = await rig.rows(`SELECT action FROM audit_log WHERE object = '${member}'`);
		expect(audit).toHaveLength(3);
	});
});
