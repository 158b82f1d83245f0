/** The part of the till that sells. It comes behind the first screen: whoever signs in finds it ready. */
import { attachMember } from '$lib/domain/basket/changes';
import { Selling } from './baskets/selling.svelte';
import type { House } from './catalogue/house.svelte';
import { Pulled } from './catalogue/pulled.svelte';
import { Members } from './members/members.svelte';
import type { TillParts } from './parts';
import { Receipts } from './receipts/receipts';
import { Returning } from './returns/returning.svelte';
import { Budgets } from './rewards/budgets';
import { Quoting } from './rewards/quoting.svelte';
import { RewardSteps } from './rewards/steps';
import type { SigningIn } from './staff/signing-in.svelte';
import type { Connection } from './sync/connection.svelte';
import { VoucherSteps } from './vouchers/steps';

/** What was there before it. */
export type Front = {
	house: House;
	connection: Connection;
	signingIn: SigningIn;
	/** A local write failed. */
	failed: (reason: string) => void;
};

export class Counter {
	readonly pulled: Pulled;
	readonly quoting: Quoting;
	readonly selling: Selling;
	readonly receipts: Receipts;
	readonly members: Members;
	/** Giving goods back. */
	readonly returning: Returning;
	readonly #budgets: Budgets;
	readonly #failed: (reason: string) => void;
	readonly #mayAsk: () => boolean;

	constructor(parts: TillParts, { house, connection, signingIn, failed }: Front) {
		const cashier = () => signingIn.cashier;
		const staffId = () => signingIn.cashier?.id ?? null;
		const sold = () => connection.showWitnesses();
		this.#failed = failed;
		const isOffline = () => connection.sync.chip.state === 'offline';
		this.#mayAsk = () => signingIn.cashier !== null && !isOffline();
		this.#budgets = new Budgets({ store: parts.store, nowMs: () => parts.ports.clock.now(), isOffline });
		this.pulled = new Pulled(parts.catalogue, house, () => this.quoting.refresh());
		this.quoting = new Quoting({
			pulled: this.pulled,
			catalogue: parts.catalogue,
			clock: parts.ports.clock,
			offsetMs: () => connection.sync.clockOffsetMs,
			budgets: () => this.#budgets.known,
			changed: () => this.selling.rewards.show()
		});
		this.returning = new Returning(parts, { pulled: this.pulled, cashier, done: sold });
		this.selling = new Selling(parts, {
			pulled: this.pulled,
			quoting: this.quoting,
			steps: new RewardSteps(parts),
			vouchers: new VoucherSteps(parts),
			offsetMs: () => connection.sync.clockOffsetMs,
			...{ isOffline, cashier, failed, sold }
		});
		this.receipts = new Receipts(parts, staffId);
		this.members = new Members(parts, {
			settings: () => house.settings,
			staffId,
			people: this.quoting.people,
			learned: () => this.quoting.refresh()
		});
	}

	/** The basket that was open comes back, and what is scanned can be found; the goods follow. */
	async open(): Promise<void> {
		await Promise.all([this.pulled.open(), this.#budgets.read()]);
		await this.selling.open();
		this.read('all');
	}

	/** The server was heard of again. */
	contact(): void {
		void this.#hearBudgets();
		this.selling.rewards.contact();
		void this.#recognise();
	}

	async #hearBudgets(): Promise<void> {
		if (await this.#budgets.read()) this.quoting.refresh();
	}

	/** A card that was shown without the network gets its name once there is one, unless the sale is being paid already. */
	async #recognise(): Promise<void> {
		const { selling, members } = this;
		const { member } = selling.basket;
		const mayChange = () =>
			selling.tenders.length + selling.spends.length === 0 && selling.rewards.spending.state === 'closed';
		if (!member || !mayChange() || !this.#mayAsk()) return;
		const known = await members.recognise(member);
		if (known && selling.basket.member === member && mayChange()) {
			selling.setBasket(attachMember(selling.basket, known));
		}
	}

	read(chunks: number[] | 'all'): void {
		this.pulled.read(chunks).catch((error: unknown) => this.#failed(String(error)));
	}
}
