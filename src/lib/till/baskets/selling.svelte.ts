/** What is being sold: the open basket with its payments, the parked ones, and the sale they become. */
import type { StaffRecord } from '$lib/contract/sync/pull';
import type { Basket } from '$lib/domain/basket/basket';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import { sumMinor } from '$lib/domain/money/money';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Pulled } from '../catalogue/pulled.svelte';
import type { FinishedSale, ParkedSale, Refused } from '../facts';
import { append } from '../journal/append';
import type { TillParts } from '../parts';
import { toFinished } from '../receipts/receipts';
import { refusedOf } from '../refused';
import type { Quoting } from '../rewards/quoting.svelte';
import { toRewardBasket } from '../rewards/reward-basket';
import { Rewarding } from '../rewards/rewarding.svelte';
import type { RewardSteps } from '../rewards/steps';
import type { StoredBasket } from '../journal/rows';
import { spendsIn, spentMinor, takenMinor, voucherSpend, type VoucherGrant } from '../vouchers/grants';
import { Redeeming } from '../vouchers/redeeming.svelte';
import type { VoucherSteps } from '../vouchers/steps';
import { BasketDesk } from './basket-desk';
import { close, termsOf, type Closing } from './close';

type Done = { ok: true };

type Around = {
	pulled: Pulled;
	quoting: Quoting;
	steps: RewardSteps;
	vouchers: VoucherSteps;
	isOffline: () => boolean;
	offsetMs: () => number;
	cashier: () => StaffRecord | null;
	failed: (reason: string) => void;
	/** A sale stands in the journal. */
	sold: () => Promise<void>;
};

export class Selling {
	basket = $state.raw<Basket>({ id: '', openedAtMs: 0, lines: [], discount: null, member: null, note: null });
	tenders = $state.raw<readonly TenderDraft[]>([]);
	/** What the card terminal is being asked for, minor units: until it has answered, nothing may lower what is due. */
	atTerminalMinor = $state.raw<number | null>(null);
	/** What vouchers and the member's wallet pay, as granted. */
	spends = $state.raw<SaleBody['spends']>([]);
	parked = $state.raw<readonly ParkedSale[]>([]);
	readonly rewards: Rewarding;
	readonly vouchers: Redeeming;

	readonly #parts: TillParts;
	readonly #around: Around;
	readonly #baskets: BasketDesk;

	constructor(parts: TillParts, around: Around) {
		this.#parts = parts;
		this.#around = around;
		this.#baskets = new BasketDesk(parts.ports, parts.desk, {
			changed: () => this.#show(),
			failed: (error) => around.failed(String(error))
		});
		this.rewards = new Rewarding(around.steps, {
			clock: parts.ports.clock,
			nowMs: () => parts.ports.clock.now() + around.offsetMs(),
			stored: () => this.#baskets.current,
			keep: (opening, spends) => this.#keepOpening(opening, spends),
			content: () => this.#rewardContent(),
			mostMinor: () => this.#mostToSpend(),
			isOffline: around.isOffline
		});
		this.vouchers = new Redeeming(around.vouchers, {
			clock: parts.ports.clock,
			nowMs: () => parts.ports.clock.now() + around.offsetMs(),
			stored: () => this.#baskets.current,
			keep: (grants) => this.#keepGrants(grants),
			leftMinor: () => this.#mostForVouchers(),
			currency: () => around.pulled.settings?.currency ?? '',
			isOffline: around.isOffline
		});
	}

	async open(): Promise<void> {
		await this.#baskets.open();
		// What a window left behind is parked now, for all of them.
		this.#parts.ports.bus.post({ kind: 'baskets' });
	}

	/** Whose the next changes are. */
	set staffId(staffId: string) {
		this.#baskets.staffId = staffId;
	}

	#show(): void {
		this.#around.quoting.show(this.#baskets.current);
		this.basket = this.#baskets.current.basket;
		this.tenders = this.#baskets.current.tenders;
		this.atTerminalMinor = this.#baskets.current.atTerminalMinor ?? null;
		this.spends = spendsIn(this.#baskets.current);
		this.rewards.show();
	}

	#rewardContent() {
		const { settings, taxRates } = this.#around.pulled;
		if (!settings) return null;
		const { basket } = this.#baskets.current;
		return toRewardBasket({ basket, quote: this.#around.quoting.current, terms: termsOf(settings, taxRates) });
	}

	/** Vouchers pay before the member does. What was spent before money was taken stands. */
	#mostToSpend(): number {
		const stored = this.#baskets.current;
		const mostMinor = this.#mostInAll() - voucherSpend(stored);
		if (stored.tenders.length === 0) return mostMinor;
		return Math.max(spentMinor(stored.spends), mostMinor - takenMinor(stored));
	}

	/** What money and the member's value do not pay already. */
	#mostForVouchers(): number {
		const stored = this.#baskets.current;
		return this.#mostInAll() - takenMinor(stored) - spentMinor(stored.spends);
	}

	/** A discount cannot be more than the prices it is taken off; a payment may pay the tax on top too. */
	#mostInAll(): number {
		const { priced } = this.#around.quoting.current;
		const isPayment = this.#around.pulled.settings?.rewards?.spendTaxedAs === 'payment';
		return isPayment ? priced.totalMinor : sumMinor(priced.lines.map(({ totalMinor }) => totalMinor));
	}

	async #keepOpening(...[opening, spends]: Parameters<BasketDesk['setOpening']>): Promise<boolean> {
		const isKept = await this.#baskets.setOpening(opening, spends);
		// Prices stood still while it was open.
		if (isKept && !opening) this.#around.quoting.refresh();
		return isKept;
	}

	async #keepGrants(grants: VoucherGrant[]): Promise<boolean> {
		const isKept = await this.#baskets.setVoucherGrants(grants);
		// As with an opening that ends.
		if (isKept && grants.length === 0) this.#around.quoting.refresh();
		return isKept;
	}

	async showParked(): Promise<void> {
		const rows = await this.#baskets.parked();
		const { staff } = this.#around.pulled;
		const name = (id: string | null) => staff.find((one) => one.id === id)?.name ?? '';
		this.parked = rows.map(({ id, basket, label, staffId, changedAtMs }) => ({
			id,
			basket,
			label,
			staffName: name(staffId),
			atMs: changedAtMs
		}));
	}

	/**
	 * While a sale is being written its basket stands still: a late scan would bring back what is already paid. The same
	 * while the card terminal is asked: what it may have taken belongs to this basket.
	 */
	setBasket(basket: Basket): void {
		if (this.#standsStill) return;
		const former = this.#baskets.current;
		this.#baskets.set(basket);
		this.#givenUp(former);
	}

	/** What was held for it is needed no more. */
	#givenUp(former: StoredBasket): void {
		this.rewards.givenUp(former);
		this.vouchers.givenUp(former);
	}

	async setTenders(tenders: readonly TenderDraft[]): Promise<Done | Refused> {
		if (this.#baskets.isClosing) return beingWritten;
		try {
			await this.#baskets.setTenders(tenders);
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	/** The card terminal is asked for so much; `null`: it declined. What it approves is a payment (`setTenders`). */
	async askTerminal(amountMinor: number | null): Promise<Done | Refused> {
		if (this.#baskets.isClosing) return beingWritten;
		try {
			await this.#baskets.setAtTerminal(amountMinor);
			// Prices stood still while it was asked.
			if (amountMinor === null) this.#around.quoting.refresh();
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	get #standsStill(): Refused | null {
		if (this.#baskets.isClosing) return beingWritten;
		return this.#baskets.current.atTerminalMinor === undefined ? null : terminalAsked;
	}

	async park(label: string | null): Promise<Done | Refused> {
		if (this.#standsStill) return this.#standsStill;
		try {
			const former = this.#baskets.current;
			const { id: basketId, basket } = await this.#baskets.park(label);
			this.#givenUp(former);
			const totalMinor = this.#around.quoting.of(basket).priced.totalMinor;
			const body = { basketId, lineCount: basket.lines.length, totalMinor };
			const staffId = this.#staffId;
			await this.#beside(append(this.#parts, () => ({ type: 'basket.parked', body, staffId })));
			this.#parts.ports.bus.post({ kind: 'baskets' });
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	async resume(id: string): Promise<Done | Refused> {
		if (this.#standsStill) return this.#standsStill;
		try {
			const former = this.#baskets.current;
			const resumed = await this.#baskets.resume(id);
			if (!resumed) return { ok: false, code: 'basket_taken', reason: 'Another tab has this sale open.' };
			this.#givenUp(former);
			const staffId = this.#staffId;
			await this.#beside(append(this.#parts, () => ({ type: 'basket.resumed', body: { basketId: id }, staffId })));
			this.#parts.ports.bus.post({ kind: 'baskets' });
			return { ok: true };
		} catch (error) {
			return { ok: false, code: 'storage_failed', reason: String(error) };
		}
	}

	/** Ends the open basket as a sale. Only an `ok` may be shown as one. */
	async complete(): Promise<{ ok: true; sale: FinishedSale } | Refused> {
		if (this.#standsStill) return this.#standsStill;
		const { pulled, quoting, cashier: ofTill } = this.#around;
		const cashier = ofTill();
		const { settings, taxRates } = pulled;
		if (!cashier || !settings) return { ok: false, code: 'not_signed_in', reason: 'Sign in first.' };
		const quote = quoting.current;
		const completed = await this.#baskets.close((stored) =>
			this.#write({ stored, quote, cashier, settings, taxRates })
		);
		if (!completed.ok) return refusedOf(completed);
		// Two frames later the done page stands on the screen.
		const { saleId } = completed.sale;
		requestAnimationFrame(() => requestAnimationFrame(() => void this.#parts.desk.markShown(saleId)));
		return { ok: true, sale: toFinished(completed.sale) };
	}

	async #write(closing: Closing): ReturnType<typeof close> {
		const completed = await close(this.#parts, closing);
		if (!completed.ok) return completed;
		const { member } = closing.stored.basket;
		if (member) this.#around.quoting.people.sold(member);
		await this.#around.sold();
		return completed;
	}

	newId(): string {
		return this.#baskets.newId();
	}

	get #staffId(): string | null {
		return this.#around.cashier()?.id ?? null;
	}

	/** Events beside the selling: a failure is shown, and stops nothing. */
	async #beside(writing: ReturnType<typeof append>): Promise<void> {
		const written = await writing;
		if (!written.ok) this.#around.failed(refusedOf(written).reason);
	}
}

const beingWritten: Refused = { ok: false, code: 'already_completed', reason: 'This sale is being written.' };
const terminalAsked: Refused = { ok: false, code: 'terminal_asked', reason: 'The card terminal is being asked.' };
