/** Closed sales for tests: any basket paid with any split of card and cash. */
import fc from 'fast-check';
import type { Basket } from '../../src/lib/domain/basket/basket';
import { priceBasket, type PricedBasket, type PriceTerms } from '../../src/lib/domain/basket/price';
import { settle, type TenderDraft } from '../../src/lib/domain/basket/settlement';
import { closeSale, type ClosedSale, type CloseSaleInput } from '../../src/lib/domain/receipt/close-sale';
import type { SaleBody, SaleSpend } from '../../src/lib/domain/receipt/sale';
import { anyBasket, anyTerms, testId } from './any-basket';

export function closingOf(basket: Basket, terms: PriceTerms, given: Partial<CloseSaleInput> = {}): CloseSaleInput {
	return {
		basket,
		priced: priceBasket(basket, terms),
		tenders: [],
		terms,
		ids: { saleId: testId(800) },
		receiptNumber: 'S01T02-1-000187',
		store: { storeId: testId(700), zone: 'Europe/Berlin', cashStepMinor: 1 },
		businessDate: '2026-11-20',
		receiptTokenHash: 'A'.repeat(43),
		privateHash: null,
		...given
	};
}

/** The body, or a thrown refusal. */
export function bodyOf(closed: ClosedSale): SaleBody {
	if (!closed.ok) throw new Error(JSON.stringify(closed));
	return closed.body;
}

/** Tenders that settle the due: a share by card, the rest in cash with some over. */
export function tendersFor(
	dueMinor: number,
	cashStepMinor: number,
	cardPart: number,
	overMinor: number
): TenderDraft[] {
	const card = Math.floor(dueMinor * cardPart);
	const tenders: TenderDraft[] = card > 0 ? [{ kind: 'card', amountMinor: card, reference: '4821' }] : [];
	const { complete, leftCashMinor } = settle({ dueMinor, cashStepMinor, tenders });
	if (complete) return tenders;
	return [
		...tenders,
		{ kind: 'cash', givenMinor: leftCashMinor + (leftCashMinor > 0 ? overMinor * cashStepMinor : 0) }
	];
}

type Payment = {
	cashStepMinor: number;
	cardPart: number;
	overMinor: number;
	spentPart: number;
	spendTaxedAs?: SaleBody['spendTaxedAs'];
	/** How many of the first lines the first spend may pay for; 0 for all, and nothing said of it. */
	tiedTo?: number;
};

/** Two spends over a part of the bill, the first perhaps tied to some lines. */
function spendsOf(priced: PricedBasket, { spentPart, spendTaxedAs, tiedTo = 0 }: Payment): SaleSpend[] {
	const totals = priced.lines.map((line) => line.totalMinor);
	const sum = (amounts: readonly number[]) => amounts.reduce((all, one) => all + one, 0);
	const most = spendTaxedAs === 'payment' ? priced.totalMinor : sum(totals);
	const spent = Math.floor(most * spentPart);
	const tiedMinor = Math.min(sum(totals.slice(0, tiedTo)), spent);
	const first = tiedTo > 0 ? tiedMinor : Math.ceil(spent / 2);
	const lineNos = totals.slice(0, tiedTo).map((_, index) => index + 1);
	const lots = (amountMinor: number, of: number[]) => [{ lotId: 'lot', amountMinor, lineNos: of }];
	return [first, spent - first]
		.map((amountMinor, index) => ({
			kind: 'instant' as const,
			amountMinor,
			grantId: `g${String(index)}`,
			...(tiedTo > 0 && { lots: lots(amountMinor, index === 0 ? lineNos : []) })
		}))
		.filter(({ amountMinor }) => amountMinor > 0);
}

export function paidBody(basket: Basket, terms: PriceTerms, payment: Payment): SaleBody {
	const { cashStepMinor, cardPart, overMinor, spendTaxedAs } = payment;
	const spends = spendsOf(priceBasket(basket, terms), payment);
	const store = { storeId: testId(700), zone: 'Europe/Berlin', cashStepMinor };
	const given = { spends, store, spendTaxedAs };
	const unpaid = closeSale(closingOf(basket, terms, given));
	const dueMinor = !unpaid.ok && unpaid.code === 'not_paid' ? unpaid.leftMinor : 0;
	const tenders = tendersFor(dueMinor, cashStepMinor, cardPart, overMinor);
	return bodyOf(closeSale(closingOf(basket, terms, { ...given, tenders })));
}

const anyPayment: fc.Arbitrary<Payment> = fc.record({
	cashStepMinor: fc.constantFrom(1, 5, 10),
	cardPart: fc.constantFrom(0, 0.3, 1),
	overMinor: fc.integer({ min: 0, max: 1000 }),
	spentPart: fc.constantFrom(0, 0, 0.1, 0.7, 1),
	spendTaxedAs: fc.constantFrom(undefined, 'discount' as const, 'payment' as const),
	tiedTo: fc.constantFrom(0, 0, 1, 2)
});

/** Any closed sale; `spends: false` leaves out what members spend. */
export function anySale({ spends = true } = {}): fc.Arbitrary<SaleBody> {
	return fc.tuple(anyBasket(), anyTerms(), anyPayment).map(([basket, terms, payment]) => {
		return paidBody(basket, terms, spends ? payment : { ...payment, spentPart: 0 });
	});
}
