/** The rewards backend that is a CRM.COM elsewhere (DESIGN.md §6): it keeps the value, our books keep the sales. */
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Balance, Identified, Means, Opened, Preview, RewardBasket, Spent } from '$lib/contract/sync/rewards';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { walletSpends } from '$lib/domain/voucher/voucher';
import type { Db } from '../db/client';
import { identify as identifyHere } from '../members/identify';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import type { Ports } from '../ports';
import type { Answer, Given, Place, Posted, PostedSale, Refunded, RewardsBackend } from '../rewards/backend';
import type { ClientHealth, CrmcomClient } from './client';
import { eventFields, purchaseFields, withoutCoupon, type Content, type Where } from './content';
import { awardsThere, balancesThere } from './given';
import { awardsOf, grantsOf, spendLabel, toPreview, walletBalances } from './figures';
import { withSale } from './lease';
import { memberOf, participantOf } from './participants';
import {
	cancelPurchase,
	ensurePurchase,
	foreseenOnce,
	front,
	isFinal,
	readStanding,
	type Desk,
	type Standing
} from './purchase';
import * as rows from './queries';
import * as memberRows from './queries.members';
import * as purchaseRows from './queries.purchases';
import { isBooked } from './queries.tasks';
import { lookTimeoutMs, refusalOf, remoteOf, stepTimeoutMs, type RemotePreview } from './remote';
import { leftOf, readWanted, settle } from './settle';
import { show } from './show';
import { spend } from './spend';

export class CrmcomRewards implements RewardsBackend {
	readonly name = 'crmcom';
	readonly #desk: Desk;

	constructor(
		private readonly db: Db,
		private readonly ports: Ports,
		private readonly client: CrmcomClient
	) {
		this.#desk = { db, ports, remote: remoteOf(client, stepTimeoutMs) };
	}

	get health(): ClientHealth {
		return this.client.health;
	}

	async identify(means: Means, place: Place): Promise<Answer<{ member: Identified }>> {
		const shown = await show(this.#desk, means, place);
		if (!shown.ok) return shown;
		const { seen, by } = shown;
		if (seen.id === null) return { ok: false, code: 'rewards_unavailable', detail: 'the answer names nobody' };
		if (seen.life_cycle_state === 'TERMINATED') return { ok: false, code: 'member_ended' };
		const memberId = await memberOf(this.db, this.ports, { ...seen, id: seen.id }, by);
		const here = await identifyHere(this.db, { kind: 'member', memberId }, place, this.ports);
		if (!here.ok) return here;
		const { zone, atMs } = place;
		const tally = await Tally.read(this.db, await OfferHistory.read(this.db), { memberIds: [memberId], zone, atMs });
		const { currency } = await rows.findStore(this.db, place.storeId);
		const balances = walletBalances(seen.wallet, currency);
		return { ok: true, member: { ...here.member, balances, counters: tally.countersOf(memberId, atMs) } };
	}

	async preview(basket: RewardBasket, place: Place): Promise<Answer<{ preview: Preview }>> {
		const scene = await this.#scene(basket, place);
		if (!scene.ok) return scene;
		const seen = await this.#foresee(scene);
		return seen.ok ? { ok: true, preview: await this.#shown(seen.value, scene.content) } : refusalOf(seen);
	}

	async #shown(seen: RemotePreview, { memberId, currency }: Content): Promise<Preview> {
		return toPreview(seen, currency, await memberRows.isSpendBlocked(this.db, memberId));
	}

	/** A code that is unknown there takes nothing else away. */
	async #foresee({ content, where }: { content: Content; where: Where }) {
		const ask = (of: Content) => this.#desk.remote.preview({ ...eventFields(where), ...purchaseFields(of) });
		const seen = await ask(content);
		return seen.ok || content.coupon === null || !isFinal(seen) ? seen : ask(withoutCoupon(content));
	}

	async #scene(basket: RewardBasket, place: Place) {
		const memberId = basket.memberId ?? (await this.#memberOfCard(basket.cardHmac, place));
		if (memberId === null) return { ok: false, code: 'member_not_found' } as const;
		const participant = await participantOf(this.#desk, memberId);
		if (!participant.ok) return refusalOf(participant);
		const store = await rows.findStore(this.db, place.storeId);
		const { currency, pricesIncludeTax, lines, coupons } = basket;
		const coupon = coupons[0] ?? null;
		const content: Content = { memberId, currency, pricesIncludeTax, lines, instant: true, coupon };
		const where = { participantId: participant.value, storeCode: store.code, zone: store.zone, atMs: place.atMs };
		return { ok: true, content, where } as const;
	}

	async #memberOfCard(cardHmac: string | null, place: Place): Promise<string | null> {
		if (cardHmac === null) return null;
		const found = await this.identify({ kind: 'card_hmac', cardHmac }, place);
		return found.ok ? found.member.memberId : null;
	}

	async open(saleId: string, basket: RewardBasket, place: Place): Promise<Answer<{ opened: Opened }>> {
		if (await isBooked(this.db, saleId)) return { ok: false, code: 'sale_already_closed' };
		const scene = await this.#scene(basket, place);
		if (!scene.ok) return scene;
		const { content, where } = scene;
		const seen = await this.#foresee(scene);
		if (!seen.ok) return refusalOf(seen);
		const opened = await withSale(this.db, this.ports, saleId, async () => {
			const former = await purchaseRows.findPurchase(this.db, saleId);
			if (former && former.tillId !== place.tillId) return 'conflict' as const;
			return ensurePurchase(this.#desk, { saleId, place, where, content, receiptNumber: null });
		});
		if (opened === 'conflict') return { ok: false, code: 'conflict' };
		if (!opened.ok) return refusalOf(opened);
		const { row, standing } = opened.value;
		const preview = await foreseenOnce(this.db, row.id, standing, await this.#shown(seen.value, content));
		return {
			ok: true,
			opened: {
				...preview,
				...front(standing),
				awards: awardsOf(standing, basket.currency),
				reductionMethod: standing.isBackEnd ? 'back_end' : 'front_end',
				grants: grantsOf(standing),
				expiresAt: new Date(row.expiresAt).toISOString()
			}
		};
	}

	async spend(
		saleId: string,
		{ currency, amountMinor }: { currency: string; amountMinor: number },
		place: Place
	): Promise<Answer<{ spent: Spent }>> {
		if (await isBooked(this.db, saleId)) return { ok: false, code: 'sale_already_closed' };
		return withSale(this.db, this.ports, saleId, async (): Promise<Answer<{ spent: Spent }>> => {
			const purchase = await purchaseRows.findPurchase(this.db, saleId);
			const isOpen = purchase?.state === 'standing' && purchase.tillId === place.tillId;
			if (!purchase || !isOpen) return { ok: false, code: 'not_open' };
			const store = await rows.findStore(this.db, place.storeId);
			if (store.currency !== currency) return { ok: false, code: 'conflict', detail: 'currency' };
			const participant = await participantOf(this.#desk, purchase.memberId);
			if (!participant.ok) return refusalOf(participant);
			const where = { participantId: participant.value, storeCode: store.code, zone: store.zone, atMs: place.atMs };
			const granted = await spend(this.#desk, { purchase, where, currency, amountMinor });
			if (!granted.ok) return refusalOf(granted);
			const shown = await this.#desk.remote.showById(participant.value);
			const balances = shown.ok ? walletBalances(shown.value.wallet, currency) : [];
			const grant = granted.value && {
				...{ grantId: toGuid(granted.value.remoteId), kind: 'additional' as const, label: spendLabel },
				amountMinor: granted.value.amountMinor
			};
			return { ok: true, spent: { askedMinor: amountMinor, grant, balances } };
		}).then((answer) => ('kind' in answer ? refusalOf(answer) : answer));
	}

	/** Once it is written down that it ends, it ends: what is not heard now the sweeper asks again. */
	async abort(saleId: string, place?: Place): Promise<Answer<object>> {
		const done = await withSale(this.db, this.ports, saleId, async (): Promise<Answer<object>> => {
			const purchase = await purchaseRows.findPurchase(this.db, saleId);
			if (!purchase || (await isBooked(this.db, saleId))) return { ok: true };
			if (place && purchase.tillId !== place.tillId) return { ok: false, code: 'not_open' };
			await cancelPurchase(this.#desk, purchase);
			return { ok: true };
		});
		return 'kind' in done ? refusalOf(done) : done;
	}

	async submit({ body, memberId, place }: PostedSale): Promise<Answer<Posted>> {
		const wanted = { sale: body, memberId, tillId: place.tillId, atMs: place.atMs, ...leftOf(body, []) };
		const done = await withSale(this.db, this.ports, body.saleId, () => settle(this.#desk, wanted));
		if (!done.ok) return refusalOf(done);
		const awards = done.standing ? awardsOf(done.standing, body.currency) : [];
		return { ok: true, awards, balances: await this.#balances(memberId, body.currency) };
	}

	/** The whole sale is settled anew, so the figures are what changed there. */
	async refund({ body, memberId, place }: PostedSale, original: SaleBody | null): Promise<Answer<Refunded>> {
		if (original === null) return { ok: false, code: 'not_open', detail: 'the receipt is not known here' };
		const before = await purchaseRows.findPurchase(this.db, original.saleId);
		const { saleId, currency } = original;
		const atMs = Date.parse(original.openedAt);
		const wanted = (await readWanted(this.#desk, saleId)) ?? {
			...{ sale: original, memberId, tillId: place.tillId, atMs },
			...leftOf(original, [body])
		};
		const done = await withSale(this.db, this.ports, saleId, () => settle(this.#desk, wanted));
		if (!done.ok) return refusalOf(done);
		const awarded = (standing: Standing | null) => standing?.awardMinor ?? 0;
		const former = before?.answer ? readStanding(before.answer) : null;
		const takenMinor = Math.max(0, awarded(former) - awarded(done.standing));
		const returnedMinor = walletSpends(body.spends).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
		return {
			ok: true,
			awardsTaken: takenMinor === 0 ? [] : [{ currency, amountMinor: takenMinor }],
			spendsReturned: returnedMinor === 0 ? [] : [{ currency, amountMinor: returnedMinor }],
			balances: await this.#balances(memberId, currency)
		};
	}

	async given(sale: SaleBody, memberId: string): Promise<Given> {
		const desk = { ...this.#desk, remote: remoteOf(this.client, lookTimeoutMs) };
		const [awards, balances] = await Promise.all([
			awardsThere(this.db, sale, memberId),
			balancesThere(desk, memberId, sale.currency)
		]);
		return { awards, balances };
	}

	async #balances(memberId: string, currency: string): Promise<Balance[]> {
		const participant = await participantOf(this.#desk, memberId);
		const shown = participant.ok ? await this.#desk.remote.showById(participant.value) : participant;
		return shown.ok ? walletBalances(shown.value.wallet, currency) : [];
	}
}
