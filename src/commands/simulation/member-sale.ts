/** A member at the counter: the sale is opened, value is asked for, and then it is paid, given up, forgotten or paid late. */
import type { Basket } from '$lib/domain/basket/basket';
import { priceBasket } from '$lib/domain/basket/price';
import { opened, spent, type Grant, type RewardBasket } from '$lib/contract/sync/rewards';
import { sumMinor } from '$lib/domain/money/money';
import { call } from '$lib/till/sync/call';
import { withSession } from '$lib/till/sync/session';
import * as z from 'zod/mini';
import type { Page } from './browser';
import { anyBasket, termsOf } from './shopping';
import type { World } from './world';

/** What the server said it would give, as the till heard it. */
export type HeardGrant = { saleId: string; memberId: string; askedMinor: number; dueMinor: number; grant: Grant };

/** Longer than a hold lasts. */
const lateMs = 150_000;

export type MemberSale = { basket: Basket; saleId: string; grants: Grant[] };

export class Counter {
	readonly heard: HeardGrant[] = [];

	constructor(
		private readonly world: World,
		private readonly storeId: string,
		private readonly members: readonly string[]
	) {}

	/** A basket with its grants that is paid now; null when it never is. */
	async serve({ till, process }: Page): Promise<MemberSale | null> {
		const { dice } = this.world;
		const { ports } = till.journal;
		const memberId = dice.pick(this.members);
		const member = { memberId, cardHmac: null, cardLast4: '0000', name: null };
		const basket = { ...anyBasket(dice, () => till.newId(), ports.clock.now()), member };
		const sale: MemberSale = { basket, saleId: till.newId(), grants: [] };
		if (dice.chance(0.75)) await this.#spend(till, sale, memberId);
		const end = dice.next();
		if (end < 0.1) {
			await this.#ask(till, 'abort', z.object({}), { saleId: sale.saleId });
			return null;
		}
		// The customer walks away, and the till says nothing.
		if (end < 0.2) return null;
		if (end < 0.3) await new Promise<void>((resolve) => this.world.at(lateMs, () => process.alive && resolve()));
		return sale;
	}

	async #spend(till: Page['till'], sale: MemberSale, memberId: string): Promise<void> {
		const { dice } = this.world;
		const { saleId, basket } = sale;
		const wanted = toRewardBasket(basket, this.storeId, memberId);
		const dueMinor = sumMinor(wanted.lines.map(({ totalMinor }) => totalMinor));
		if (!(await this.#ask(till, 'open', opened, { saleId, basket: wanted }))) return;
		for (let left = dice.between(1, 2); left > 0; left--) {
			const askedMinor = dice.between(1, Math.max(2, Math.round(dueMinor * 1.3)));
			const request = { saleId, currency: wanted.currency, amountMinor: askedMinor };
			const answer = await this.#ask(till, 'spend', spent, request);
			// Without an answer nobody here knows what is held: the sale goes on without.
			sale.grants = answer?.grant ? [answer.grant] : [];
			if (answer?.grant) this.heard.push({ saleId, memberId, askedMinor, dueMinor, grant: answer.grant });
		}
	}

	async #ask<T>({ journal }: Page['till'], step: string, answer: z.ZodMiniType<T>, body: object): Promise<T | null> {
		const said = await withSession(journal, (token) => {
			return call(journal.ports, { method: 'POST', path: `/api/till/rewards/${step}`, answer, body, token });
		});
		return said.ok ? said.value : null;
	}
}

function toRewardBasket(basket: Basket, storeId: string, memberId: string): RewardBasket {
	const { price } = termsOf(storeId);
	const priced = priceBasket(basket, price);
	return {
		memberId,
		cardHmac: null,
		currency: price.currency,
		pricesIncludeTax: price.pricesIncludeTax,
		lines: basket.lines.map((line, index) => ({
			lineNo: index + 1,
			...{ productId: line.productId, sku: line.sku, code: line.code, quantityMilli: line.quantityMilli },
			...{ unitPriceMinor: line.unitPriceMinor, minimumPriceMinor: null, taxRateBp: line.taxRateBp },
			grossMinor: priced.lines[index]?.grossMinor ?? 0,
			totalMinor: priced.lines[index]?.totalMinor ?? 0
		})),
		...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
	};
}
