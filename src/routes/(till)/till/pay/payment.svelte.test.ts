import { describe, expect, it } from 'vitest';
import { settle, type TenderDraft } from '$lib/domain/basket/settlement';
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { Desk } from '../desk.svelte';
import { Payment } from './payment.svelte';

const voucher = (voucherId: string, amountMinor: number): SaleSpend => {
	return { kind: 'voucher', voucherId, grantId: voucherId, amountMinor };
};

/** A till with one basket of 12.60, as far as paying asks it. */
class FakeTill {
	priceMinor = $state(1260);
	tenders = $state.raw<TenderDraft[]>([]);
	atTerminalMinor = $state<number | null>(null);
	spends = $state.raw<SaleSpend[]>([]);
	settings = { cashStepMinor: 1 };
	sold: TenderDraft[] | null = null;
	readonly vouchers = {
		putBack: (id: string) => {
			this.spends = this.spends.filter(({ voucherId }) => voucherId !== id);
			return Promise.resolve();
		}
	};
	readonly rewards = {
		spending: { state: 'open' },
		giveUp: () => {
			this.spends = this.spends.filter(({ kind }) => kind === 'voucher');
			return Promise.resolve();
		}
	};

	setTenders(tenders: TenderDraft[]) {
		this.atTerminalMinor = null;
		this.tenders = tenders;
		return Promise.resolve({ ok: true as const });
	}
	askTerminal(amountMinor: number | null) {
		this.atTerminalMinor = amountMinor;
		return Promise.resolve({ ok: true as const });
	}
	complete() {
		this.sold = this.tenders;
		return Promise.resolve({ ok: true as const, sale: { saleId: 's' } });
	}
}

function desk() {
	const till = new FakeTill();
	const due = () => till.priceMinor - till.spends.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
	const shown = {
		till,
		get due() {
			return { dueMinor: due() };
		},
		get settlement() {
			return settle({ dueMinor: due(), cashStepMinor: 1, tenders: till.tenders });
		},
		basket: { member: null },
		show: { place: { currency: 'EUR' }, money: String }
	};
	// What paying asks of a desk is all there.
	const payment = new Payment(shown as unknown as Desk);
	const askCard = async (amountMinor: number) => {
		payment.choose('card');
		payment.amountMinor = amountMinor;
		await payment.act();
		expect(payment.terminalMinor).toBe(amountMinor);
	};
	return { till, payment, askCard };
}

const card = (amountMinor: number): TenderDraft => ({ kind: 'card', amountMinor, reference: 'r' });

describe('a card on the terminal', () => {
	it('pays what it approved', async () => {
		const { till, payment, askCard } = desk();
		await askCard(1260);
		expect(await payment.act()).toBeNull();
		expect(await payment.approved(' r ')).not.toBeNull();
		expect(till.sold).toEqual([card(1260)]);
		expect(payment.terminalMinor).toBeNull();
	});

	it('is kept in full though the bill shrank meanwhile, and vouchers make room', async () => {
		const { till, payment, askCard } = desk();
		till.spends = [voucher('first', 100)];
		await askCard(1160);
		till.spends = [voucher('first', 100), voucher('second', 500)];
		expect(await payment.approved('r')).not.toBeNull();
		expect(till.spends).toEqual([voucher('first', 100)]);
		expect(till.sold).toEqual([card(1160)]);
	});

	it('is kept in full though the member spends meanwhile', async () => {
		const { till, payment, askCard } = desk();
		await askCard(1260);
		till.spends = [{ kind: 'automatic', grantId: 'g', amountMinor: 1260 }];
		expect(await payment.approved('r')).not.toBeNull();
		expect([till.spends, till.sold]).toEqual([[], [card(1260)]]);
	});

	it('stands among the payments though nothing can make room for it', async () => {
		const { till, payment, askCard } = desk();
		await askCard(1260);
		till.priceMinor = 760;
		expect(await payment.approved('r')).toBeNull();
		expect(till.tenders).toEqual([card(1260)]);
		expect(payment.fault).not.toBe('');
		expect(till.sold).toBeNull();
	});

	it('is taken once, however often the cashier says so', async () => {
		const { till, payment, askCard } = desk();
		await askCard(1000);
		await Promise.all([payment.approved('r'), payment.approved('r')]);
		expect(till.tenders).toEqual([card(1000)]);
		expect(payment.settlement.leftMinor).toBe(260);
	});

	it('pays nothing when it was declined', async () => {
		const { till, payment, askCard } = desk();
		await askCard(1260);
		await payment.declined();
		expect([till.tenders, payment.terminalMinor]).toEqual([[], null]);
		expect(payment.fault).not.toBe('');
	});
});
