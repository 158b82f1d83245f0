/** Our own offers and ledger, as foreign tills are served with them: a purchase is granted and booked without a till of ours. */
import type { Balance, Grant, RewardBasket, Spent } from '$lib/contract/sync/rewards';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { decideSpend } from '$lib/domain/wallet/decide-spend';
import type { Db } from '../db/client';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import type { Ports } from '../ports';
import type { Answer, Place, Posted, PostedSale, Refunded } from '../rewards/backend';
import { bookRewards } from '../rewards/book';
import { BuiltinRewards } from '../rewards/builtin';
import { automaticOf, enterScene, figures, readScene, saleAt, spendBasket, withLabel } from '../rewards/scene';
import { readRewardSettings } from '../rewards/settings';
import { offersOfGrants } from '../rewards/take-back';
import type { Held, SaleAtWallet } from '../wallet/hold';
import * as wallet from '../wallet/wallet';
import type { Engine, Granted, GrantWish, SpendWish, Trx } from './engine';
import { balancesOf, basketOf, hashOf, linesOf, toGrant } from './engine-parts';

type BookedAwards = { awards: { currency: string; amountMinor: number; offerId: string | null; label: string }[] };

const spentLabel = 'Spent';
const purchaseKey = (saleId: string) => `purchase:${saleId}`;
const nobody = { ok: false, code: 'member_not_found' } as const;

export class OwnEngine implements Engine {
	readonly keepsValueHere: boolean = true;
	readonly #builtin: BuiltinRewards;

	constructor(
		private readonly db: Db,
		private readonly ports: Ports
	) {
		this.#builtin = new BuiltinRewards(db, ports);
	}

	identify(...given: Parameters<Engine['identify']>): ReturnType<Engine['identify']> {
		return this.#builtin.identify(...given);
	}

	preview(...given: Parameters<Engine['preview']>): ReturnType<Engine['preview']> {
		return this.#builtin.preview(...given);
	}

	async grant(
		trx: Trx,
		saleId: string,
		basket: RewardBasket,
		wish: GrantWish,
		place: Place
	): Promise<Answer<{ granted: Granted }>> {
		const scene = await enterScene(trx, saleId, basket, place);
		if (!scene) return nobody;
		await wallet.release(trx, this.ports, saleId);
		const nowMs = this.ports.now();
		const sale = { ...saleAt(scene, saleId, nowMs), saleId, expiresAtMs: nowMs + scene.settings.holdMs };
		const { held, additionalMinor } = await wallet.holdAtOpening(trx, this.ports, sale, {
			key: `foreign:${saleId}`,
			instants: wish.instant ? scene.instants : [],
			automatic: withLabel(automaticOf(scene.member))
		});
		const extra = await this.#holdAsked(trx, sale, wish.additional, { held, additionalMinor });
		if (!extra.ok && wish.additional?.orNothing) {
			await wallet.release(trx, this.ports, saleId);
			return extra;
		}
		const all = extra.ok ? [...held, extra.held] : held;
		const { reductionMethod } = figures(scene);
		return { ok: true, granted: { grants: all.flatMap((one) => toGrant(one) ?? []), reductionMethod } };
	}

	async #holdAsked(
		trx: Trx,
		sale: SaleAtWallet & { saleId: string },
		asked: GrantWish['additional'],
		{ held, additionalMinor }: { held: readonly Held[]; additionalMinor: number }
	): Promise<Answer<{ held: Held }>> {
		const left = held.reduce((rest, { amountMinor }) => rest - amountMinor, sale.dueMinor);
		const askedMinor = Math.min(left, asked?.minor === 'most' ? additionalMinor : (asked?.minor ?? 0));
		if (askedMinor <= 0) return { ok: false, code: 'nothing_to_spend' };
		const request = { key: `foreign-spend:${sale.saleId}`, kind: 'additional' as const, label: spentLabel, askedMinor };
		const answer = await wallet.hold(trx, this.ports, sale, request);
		return answer.ok ? answer : { ok: false, code: answer.code };
	}

	async release(trx: Trx, saleId: string): Promise<Answer<object>> {
		await wallet.release(trx, this.ports, saleId);
		return { ok: true };
	}

	async book(trx: Trx, { body, memberId, place }: PostedSale): Promise<Answer<Posted>> {
		const sale = { body, memberId, atMs: place.atMs, eventHash: hashOf(body), tillId: null, deviceId: null };
		await bookRewards(trx, this.ports, [sale]);
		// Such as an instant spend that its till did not want.
		await wallet.release(trx, this.ports, body.saleId);
		const awards = (await this.#awards(trx, body.saleId)).map((award) => {
			return { ...award, offerId: award.offerId ?? '' };
		});
		return { ok: true, awards, balances: await balancesOf(trx, memberId, this.ports.now()) };
	}

	refund(back: PostedSale, original: SaleBody | null): Promise<Answer<Refunded>> {
		return this.db.transaction().execute(async (trx): Promise<Answer<Refunded>> => {
			if (!original) return { ok: false, code: 'not_open' };
			const { policy } = await readRewardSettings(trx);
			const reversed = await wallet.reverse(trx, this.ports, {
				key: `reversal:${back.body.saleId}`,
				content: original.saleId,
				originalSaleId: original.saleId,
				returnSaleId: null,
				request: { everything: true, lines: linesOf(original, true) },
				policy,
				atMs: back.place.atMs,
				actor: { kind: 'system' },
				reason: 'cancelled by its till'
			});
			if (!reversed.ok && reversed.code !== 'unknown_sale')
				return { ok: false, code: 'conflict', detail: reversed.code };
			if (reversed.ok && !reversed.replayed) await this.#countBack(trx, back, original, reversed.grants);
			return {
				ok: true,
				awardsTaken: reversed.ok ? reversed.awardsTaken : [],
				spendsReturned: reversed.ok ? reversed.spendsReturned : [],
				spendsRunOut: reversed.ok ? reversed.spendsRunOut : [],
				balances: await balancesOf(trx, back.memberId, this.ports.now())
			};
		});
	}

	/** What limits and budgets counted for the purchase counts no more. */
	async #countBack(
		trx: Trx,
		{ body, memberId }: PostedSale,
		original: SaleBody,
		grants: readonly { grantId: string; amountMinor: number }[]
	): Promise<void> {
		const atMs = Date.parse(original.openedAt);
		const history = await OfferHistory.read(trx);
		const tally = await Tally.read(trx, history, { memberIds: [memberId], zone: original.zone, atMs });
		const { currency: inCurrency } = original;
		const instants = await offersOfGrants(trx, original.saleId, grants);
		const gone = [
			...(await this.#awards(trx, original.saleId)),
			...instants.map((instant) => ({ ...instant, currency: inCurrency }))
		];
		for (const { offerId, currency, amountMinor } of gone) {
			if (offerId === null) continue;
			const gift = { saleId: body.saleId, offerId, memberId, at: new Date(atMs), currency };
			tally.add({ ...gift, times: -1, amountMinor: -amountMinor });
		}
		await tally.save(trx);
	}

	/** Held and taken at once. What this very purchase earned does not pay for it. */
	async spendOnPosted(trx: Trx, spendId: string, sale: PostedSale, wish: SpendWish): Promise<Answer<{ spent: Spent }>> {
		const { body, memberId } = sale;
		const nowMs = this.ports.now();
		await wallet.lock(trx, [memberId]);
		const former = await this.#lateGrant(trx, spendId);
		if (former) return this.#spent(trx, memberId, wish.amountMinor, former);
		const scene = await readScene(trx, basketOf(sale), { ...sale.place, atMs: nowMs });
		if (!scene) return nobody;
		const all = await wallet.lots(trx, memberId, nowMs);
		const lots = all.filter((lot) => lot.saleId !== body.saleId);
		const exceptLots = new Set(all.flatMap((lot) => (lot.saleId === body.saleId ? lot.id : [])));
		const granted = body.spends.map(({ amountMinor }) => ({ amountMinor, conditions: null }));
		const { limits } = scene.settings;
		const decision = decideSpend(
			lots,
			{ ...spendBasket(scene, nowMs), granted },
			{ askedMinor: wish.amountMinor, limits, blocked: scene.member.spendBlocked }
		);
		if (!decision.ok) return decision;
		const held = await wallet.hold(
			trx,
			this.ports,
			{ ...saleAt(scene, body.saleId, nowMs), expiresAtMs: nowMs + scene.settings.holdMs },
			{
				...{ key: `late:${spendId}`, kind: 'additional', label: spentLabel },
				...{ askedMinor: decision.grantedMinor, exceptLots }
			}
		);
		if (!held.ok) return { ok: false, code: held.code };
		const { grantId, amountMinor } = held.held;
		await wallet.capture(trx, this.ports, {
			key: `late:${spendId}`,
			content: spendId,
			saleId: body.saleId,
			memberId,
			atMs: nowMs,
			actor: { kind: 'system' },
			spends: [{ grantId, kind: 'additional', currency: wish.currency, amountMinor }]
		});
		return this.#spent(trx, memberId, wish.amountMinor, toGrant(held.held));
	}

	async #lateGrant(trx: Trx, spendId: string): Promise<Grant | null> {
		const booked = (await wallet.booked(trx, [`late:${spendId}`])).get(`late:${spendId}`);
		// Written by the ledger under this key.
		const [capture] =
			(booked?.answer as { captures: { grantId: string; amountMinor: number }[] } | undefined)?.captures ?? [];
		return capture
			? { grantId: capture.grantId, kind: 'additional', amountMinor: capture.amountMinor, label: spentLabel }
			: null;
	}

	cancelSpend(cancelId: string, grantId: string, sale: PostedSale): Promise<Answer<{ balances: Balance[] }>> {
		return this.db.transaction().execute(async (trx): Promise<Answer<{ balances: Balance[] }>> => {
			const { body, memberId } = sale;
			const spend = body.spends.find((one) => one.grantId === grantId);
			const { policy } = await readRewardSettings(trx);
			const reversed = await wallet.reverse(trx, this.ports, {
				key: `spend-cancel:${cancelId}`,
				content: grantId,
				originalSaleId: body.saleId,
				returnSaleId: null,
				request: {
					everything: false,
					lines: linesOf(body, false),
					spends: [{ grantId, amountMinor: spend?.amountMinor ?? 0 }]
				},
				policy,
				atMs: this.ports.now(),
				actor: { kind: 'system' },
				reason: 'spend cancelled by its till'
			});
			if (!reversed.ok) return { ok: false, code: 'conflict', detail: reversed.code };
			return { ok: true, balances: await balancesOf(trx, memberId, this.ports.now()) };
		});
	}

	async #awards(db: Db, saleId: string): Promise<BookedAwards['awards']> {
		const booked = (await wallet.booked(db, [purchaseKey(saleId)])).get(purchaseKey(saleId));
		// Written by the ledger under this key.
		return (booked?.answer as BookedAwards | undefined)?.awards ?? [];
	}

	async #spent(trx: Trx, memberId: string, askedMinor: number, grant: Grant | null): Promise<Answer<{ spent: Spent }>> {
		const balances = await balancesOf(trx, memberId, this.ports.now());
		return { ok: true, spent: { askedMinor, grant, balances } };
	}
}
