/** A till without a screen: the journal and sync code of the real one, for replay, demo history and simulation. */
import { headlessVersion } from '$lib/contract/sync/till';
import type { Basket } from '$lib/domain/basket/basket';
import { priceBasket, type PriceTerms } from '$lib/domain/basket/price';
import { settle, type TenderDraft } from '$lib/domain/basket/settlement';
import type { CompiledOffers } from '$lib/domain/offers/compile';
import type { BudgetsGiven, Quote } from '$lib/domain/offers/quote-types';
import { uuidv7 } from '$lib/domain/id';
import { businessDate } from '$lib/domain/receipt/business-date';
import {
	closeSale,
	vouchersIn,
	type ClosedSale,
	type CloseRefusal,
	type StoreTerms
} from '$lib/domain/receipt/close-sale';
import { privatePart } from '$lib/domain/receipt/private-part';
import {
	prepareReturn,
	type PreparedReturn,
	type Quantities,
	type ReturnRefusal
} from '$lib/domain/receipt/return-sale';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { enrol, type EnrolRefusal } from './device/enrol';
import { append, type Appended, type AppendRefusal, type Draft, type JournalContext } from './journal/append';
import { completeSale, type CompletedSale, type SaleRefusal } from './journal/complete-sale';
import { emptyDisk, MemoryJournalStore, type MemoryDisk } from './journal/memory-store';
import type { Ports } from './ports';
import { stranger, type Person } from './rewards/person';
import { giveBack, type GaveBack } from './returns/give-back';
import { quoteBasket } from './rewards/quote-basket';
import { push, type PushOutcome } from './sync/push';
import { vouchersToGive } from './vouchers/to-give';

export type Seller = { staffId: string; staffName: string };

/** How the till sells: its store, prices and taxes. */
export type SellingTerms = { store: StoreTerms; price: PriceTerms };

/** `cash` and `card` settle exactly what is due. */
export type Payment = 'cash' | 'card' | readonly TenderDraft[];

/** `saleId`: minted when absent. Without `offers` the basket's prices stand as they are. */
export type RingUp = {
	basket: Basket;
	pay: Payment | ((dueMinor: number) => Payment);
	terms: SellingTerms;
	seller: Seller;
	saleId?: string;
	offers?: CompiledOffers;
	/** What offers with a budget gave; null: not known, as without network. */
	budgets?: BudgetsGiven | null;
	/** Whom the member of the basket is known as. */
	person?: Person;
	/** What the member pays from the wallet, as granted; `pay` settles the rest. */
	spends?: SaleBody['spends'];
};

export type GiveBack = {
	original: SaleBody;
	/** What earlier returns gave back, and what comes back now, by line number in thousandths. */
	returned: Quantities;
	wanted: Quantities;
	pay: Payment;
	terms: SellingTerms;
	seller: Seller;
	saleId?: string;
};

export type HeadlessOptions = { code: string; deviceName: string; appVersion?: string; disk?: MemoryDisk };

export class HeadlessTill {
	constructor(readonly journal: JournalContext) {}

	/** Becomes the till the code was made for. */
	static async enrol(
		ports: Ports,
		{ code, deviceName, appVersion = headlessVersion, disk = emptyDisk(appVersion) }: HeadlessOptions
	): Promise<{ ok: true; till: HeadlessTill } | EnrolRefusal> {
		const till = new HeadlessTill({ ports, store: new MemoryJournalStore(disk), copies: null });
		const enrolled = await enrol(till.journal, { code, deviceName, appVersion });
		return enrolled.ok ? { ok: true, till } : enrolled;
	}

	newId(): string {
		const { clock, random } = this.journal.ports;
		return uuidv7(clock.now(), random.bytes(10));
	}

	/** Prices, pays and closes a basket, and writes the sale. When the answer is ok a receipt may be shown. */
	ringUp(wish: RingUp): Promise<CompletedSale | SaleRefusal | CloseRefusal> {
		const { basket, pay, terms, seller, saleId, spends } = wish;
		const quote = this.quote(wish);
		const priced = quote?.priced ?? priceBasket(basket, terms.price);
		const payment = typeof pay === 'function' ? pay(priced.totalMinor) : pay;
		const tenders = tendersOf(payment, priced.totalMinor, terms.store.cashStepMinor);
		const { ports } = this.journal;
		const issued = vouchersIn(quote?.issues ?? []);
		const when = { nowMs: ports.clock.now(), zone: terms.store.zone };
		return completeSale<CloseRefusal>(this.journal, {
			...seller,
			basketId: basket.id,
			saleId: saleId ?? this.newId(),
			privateText: privatePart(basket),
			voucherCount: issued.length,
			close: ({ saleId: id, vouchers, ...place }): ClosedSale =>
				closeSale({
					vouchers: vouchersToGive(ports, issued, vouchers, when),
					basket,
					priced,
					...(quote && { offers: quote }),
					...(spends && { spends }),
					tenders,
					terms: terms.price,
					ids: { saleId: id },
					store: terms.store,
					businessDate: this.today(terms),
					...place
				})
		});
	}

	private quote({ basket, terms, offers, person = stranger, budgets = null }: RingUp): Quote | null {
		if (!offers) return null;
		const atMs = this.journal.ports.clock.now();
		return quoteBasket({ offers, basket, terms: terms.price, store: terms.store, person, atMs, budgets });
	}

	/** Takes goods of a former sale back and pays them out. */
	async giveBack(wish: GiveBack): Promise<GaveBack> {
		const { original, returned, wanted, terms, seller } = wish;
		const prepared: PreparedReturn | ReturnRefusal = prepareReturn(original, returned, wanted);
		if (!prepared.ok) return prepared;
		const { cashStepMinor } = terms.store;
		const tenders = tendersOf(wish.pay, prepared.dueMinor, cashStepMinor);
		return giveBack(this.journal, {
			...{ original, returned, wanted, tenders, store: terms.store, ...seller, clockOffsetMs: 0 },
			ids: { saleId: wish.saleId ?? this.newId(), basketId: this.newId() }
		});
	}

	signIn({ staffId }: Seller): Promise<Appended | AppendRefusal> {
		return this.note({ type: 'staff.signed_in', body: { offline: false }, staffId });
	}

	/** Writes any other event. */
	note(draft: Draft): Promise<Appended | AppendRefusal> {
		return append(this.journal, () => draft);
	}

	/** Pushes until the server has everything. */
	send(): Promise<PushOutcome> {
		return push(this.journal);
	}

	private today({ store }: SellingTerms): string {
		return businessDate(this.journal.ports.clock.now(), store.zone);
	}
}

/** What settles the due: nothing when nothing is due. */
function tendersOf(pay: Payment, dueMinor: number, cashStepMinor: number): readonly TenderDraft[] {
	if (typeof pay !== 'string') return pay;
	if (dueMinor === 0) return [];
	if (pay === 'card') return [{ kind: 'card', amountMinor: dueMinor, reference: null }];
	return [{ kind: 'cash', givenMinor: settle({ dueMinor, cashStepMinor, tenders: [] }).leftCashMinor }];
}
