/** The rewards backend of our own: the offers' engine and the ledger of this database. */
import { createHash } from 'node:crypto';
import { saleCompleted } from '$lib/contract/sync/bodies';
import type { Balance, Identified, Means, Opened, Preview, RewardBasket, Spent } from '$lib/contract/sync/rewards';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { sumMinor } from '$lib/domain/money/money';
import type { WalletBalance } from '$lib/domain/wallet/balance';
import { planSpends } from '$lib/domain/wallet/decide-spend';
import type { Db } from '../db/client';
import { identify } from '../members/identify';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import type { Ports } from '../ports';
import type { Held } from '../wallet/hold';
import * as wallet from '../wallet/wallet';
import type { Answer, Given, Place, Posted, PostedSale, Refunded, RewardsBackend } from './backend';
import { bookRewards } from './book';
import { toGrant } from './grant';
import { automaticOf, enterScene, figures, readScene, saleAt, spendBasket, withLabel } from './scene';
import { findOpenSale, isSaleBooked, listAwards, putOpenSale, removeOpenSales, type Trx } from './queries';

export class BuiltinRewards implements RewardsBackend {
	readonly name = 'builtin';

	constructor(
		private readonly db: Db,
		private readonly ports: Ports
	) {}

	async identify(means: Means, place: Place): Promise<Answer<{ member: Identified }>> {
		const found = await identify(this.db, means, place, this.ports);
		if (!found.ok) return found;
		const { memberId } = found.member;
		const { zone, atMs } = place;
		const tally = await Tally.read(this.db, await OfferHistory.read(this.db), { memberIds: [memberId], zone, atMs });
		const balances = await this.#balances(this.db, memberId, atMs);
		return { ok: true, member: { ...found.member, balances, counters: tally.countersOf(memberId, atMs) } };
	}

	async preview(basket: RewardBasket, place: Place): Promise<Answer<{ preview: Preview }>> {
		const scene = await readScene(this.db, basket, place);
		if (!scene) return { ok: false, code: 'member_not_found' };
		const nowMs = this.ports.now();
		const lots = await wallet.lots(this.db, scene.member.id, nowMs);
		const plan = planSpends(lots, spendBasket(scene, nowMs), {
			instantMinor: scene.instants.map(({ amountMinor }) => amountMinor),
			automatic: automaticOf(scene.member),
			limits: scene.settings.limits,
			blocked: scene.member.spendBlocked
		});
		const automaticMinor = sumMinor(plan.automatic.map(({ amountMinor }) => amountMinor));
		return {
			ok: true,
			preview: {
				...figures(scene),
				instantMinor: sumMinor(plan.instantMinor),
				automaticMinor,
				additionalMinor: plan.additionalMinor,
				...(plan.additionalRefusal && { additionalRefusal: plan.additionalRefusal }),
				balances: await this.#balances(this.db, scene.member.id, nowMs)
			}
		};
	}

	async open(saleId: string, basket: RewardBasket, place: Place): Promise<Answer<{ opened: Opened }>> {
		if (await isSaleBooked(this.db, saleId)) return { ok: false, code: 'sale_already_closed' };
		return this.db.transaction().execute(async (trx): Promise<Answer<{ opened: Opened }>> => {
			const scene = await enterScene(trx, saleId, basket, place);
			if (!scene) return { ok: false, code: 'member_not_found' };
			const fingerprint = fingerprintOf(basket);
			const former = await findOpenSale(trx, saleId);
			if (former && former.till_id !== place.tillId) return { ok: false, code: 'conflict' };
			// The basket changed after it was opened: what it held is given back, and everything is decided anew.
			if (former && former.fingerprint !== fingerprint) await wallet.release(trx, this.ports, saleId);
			// What stands ends when it was said to: opening again makes nothing last longer.
			const standing = former?.fingerprint === fingerprint && isOpen(former, this.ports.now()) ? former : null;
			const expiresAtMs = standing ? Date.parse(standing.expires_at) : this.ports.now() + scene.settings.holdMs;
			const held = await wallet.holdAtOpening(
				trx,
				this.ports,
				{ ...saleAt(scene, saleId, this.ports.now()), saleId, expiresAtMs },
				{
					key: `open:${saleId}:${fingerprint}`,
					instants: scene.instants,
					automatic: withLabel(automaticOf(scene.member))
				}
			);
			if (!standing) {
				await putOpenSale(trx, {
					...{ saleId, tillId: place.tillId, memberId: scene.member.id, fingerprint, basket },
					openedAt: new Date(this.ports.now()),
					expiresAt: new Date(expiresAtMs)
				});
			}
			const of = (kind: Held['kind']) =>
				sumMinor(held.held.filter((one) => one.kind === kind).map(({ amountMinor }) => amountMinor));
			return {
				ok: true,
				opened: {
					...figures(scene),
					instantMinor: of('instant'),
					automaticMinor: of('automatic'),
					additionalMinor: held.additionalMinor,
					...(held.additionalRefusal && { additionalRefusal: held.additionalRefusal }),
					balances: await this.#balances(trx, scene.member.id, place.atMs),
					grants: held.held.flatMap((one) => toGrant(one, scene) ?? []),
					expiresAt: new Date(expiresAtMs).toISOString()
				}
			};
		});
	}

	async spend(
		saleId: string,
		{ currency, amountMinor }: { currency: string; amountMinor: number },
		place: Place
	): Promise<Answer<{ spent: Spent }>> {
		if (await isSaleBooked(this.db, saleId)) return { ok: false, code: 'sale_already_closed' };
		return this.db.transaction().execute(async (trx): Promise<Answer<{ spent: Spent }>> => {
			const opened = await findOpenSale(trx, saleId);
			if (!opened || opened.till_id !== place.tillId || !isOpen(opened, this.ports.now())) {
				return { ok: false, code: 'not_open' };
			}
			// Written by `open` from a basket that was parsed.
			const basket = opened.basket as RewardBasket;
			if (basket.currency !== currency) return { ok: false, code: 'conflict', detail: 'currency' };
			const scene = await readScene(trx, { ...basket, memberId: opened.member_id }, place);
			if (!scene) return { ok: false, code: 'member_not_found' };
			await wallet.lock(trx, [scene.member.id]);
			const { maximumMinor } = scene.settings.limits;
			if (maximumMinor !== null && amountMinor > maximumMinor) return { ok: false, code: 'amount_above_maximum' };
			await this.#giveBackOther(trx, saleId, amountMinor);
			const balances = () => this.#balances(trx, scene.member.id, place.atMs);
			if (amountMinor === 0) return { ok: true, spent: { askedMinor: 0, grant: null, balances: await balances() } };
			const expiresAtMs = Date.parse(opened.expires_at);
			const answer = await wallet.hold(
				trx,
				this.ports,
				{ ...saleAt(scene, saleId, this.ports.now()), expiresAtMs },
				{
					key: `spend:${saleId}:${String(amountMinor)}`,
					...{ kind: 'additional', label: 'Spent', askedMinor: amountMinor }
				}
			);
			if (!answer.ok) return { ok: false, code: answer.code };
			const grant = toGrant(answer.held, scene);
			return { ok: true, spent: { askedMinor: amountMinor, grant, balances: await balances() } };
		});
	}

	/** A new amount takes the place of the former one; the same amount asked again keeps what it holds. */
	async #giveBackOther(trx: Trx, saleId: string, amountMinor: number): Promise<void> {
		const standing = await wallet.findStanding(trx, saleId, 'additional');
		if (standing.some(({ askedMinor }) => askedMinor !== amountMinor))
			await wallet.release(trx, this.ports, saleId, ['additional']);
	}

	async abort(saleId: string, place?: Place): Promise<Answer<object>> {
		return this.db.transaction().execute(async (trx): Promise<Answer<object>> => {
			const opened = await findOpenSale(trx, saleId);
			if (!opened) return { ok: true };
			if (place && opened.till_id !== place.tillId) return { ok: false, code: 'not_open' };
			await wallet.release(trx, this.ports, saleId);
			await removeOpenSales(trx, [saleId]);
			return { ok: true };
		});
	}

	async submit(sale: PostedSale): Promise<Answer<Posted>> {
		await this.#book(sale);
		const booked = await wallet.booked(this.db, [`purchase:${sale.body.saleId}`]);
		// Written by the ledger under this key.
		const answer = booked.get(`purchase:${sale.body.saleId}`)?.answer as
			{ awards: { currency: string; amountMinor: number; offerId: string | null; label: string }[] } | undefined;
		const awards = (answer?.awards ?? []).map((award) => ({ ...award, offerId: award.offerId ?? '' }));
		return { ok: true, awards, balances: await this.#balances(this.db, sale.memberId, this.ports.now()) };
	}

	async refund(sale: PostedSale): Promise<Answer<Refunded>> {
		await this.#book(sale);
		const key = `reversal:${sale.body.saleId}`;
		const answer = (await wallet.booked(this.db, [key])).get(key)?.answer as
			Pick<Refunded, 'awardsTaken' | 'spendsReturned'> | undefined;
		return {
			ok: true,
			awardsTaken: answer?.awardsTaken ?? [],
			spendsReturned: answer?.spendsReturned ?? [],
			balances: await this.#balances(this.db, sale.memberId, this.ports.now())
		};
	}

	async given({ saleId }: SaleBody, memberId: string): Promise<Given> {
		const awards = await listAwards(this.db, saleId);
		return { awards, balances: await this.#balances(this.db, memberId, this.ports.now()) };
	}

	async #book({ body, memberId, place }: PostedSale): Promise<void> {
		const eventHash = fingerprintOf(saleCompleted.parse(body) satisfies SaleBody);
		await this.db
			.transaction()
			.execute((trx) =>
				bookRewards(trx, this.ports, [
					{ body, memberId, atMs: place.atMs, eventHash, tillId: place.tillId, deviceId: null }
				])
			);
	}

	async #balances(db: Db, memberId: string, atMs: number): Promise<Balance[]> {
		return ((await wallet.balances(db, [memberId], atMs)).get(memberId) ?? []).map(toBalance);
	}
}

export function toBalance({ currency, balanceMinor, conditionalMinor, heldMinor }: WalletBalance): Balance {
	return { currency, balanceMinor, conditionalMinor, heldMinor };
}

/** What was opened ends with what it holds. */
function isOpen({ expires_at: expiresAt }: { expires_at: string }, nowMs: number): boolean {
	return Date.parse(expiresAt) > nowMs;
}

function fingerprintOf(content: object): string {
	return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}
