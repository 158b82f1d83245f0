/** What a step of a rewarded sale is decided with: the member, what the basket earns, and the shop's limits. */
import type { Preview, RewardBasket } from '$lib/contract/sync/rewards';
import { lineTaxes } from '$lib/domain/tax/tax';
import { sumMinor } from '$lib/domain/money/money';
import type { WalletLine } from '$lib/domain/wallet/lot';
import type { Db } from '../db/client';
import { OfferHistory } from '../offers/history';
import { Tally } from '../offers/tally';
import type { SaleAtWallet } from '../wallet/hold';
import * as wallet from '../wallet/wallet';
import type { Place } from './backend';
import { quoteEarned, type Traits } from './earned';
import { findMemberOfCard, selectMembers, selectTraits, type Trx } from './queries';
import { readRewardSettings, type RewardSettings } from './settings';

type Member = Awaited<ReturnType<typeof selectMembers>>[number];

/** Everything a step decides with. */
export type Scene = {
	member: Member;
	basket: RewardBasket;
	place: Place;
	settings: RewardSettings;
	lines: WalletLine[];
	dueMinor: number;
	awards: Preview['awards'];
	instants: { offerId: string; label: string; amountMinor: number }[];
};

const automaticLabel = 'Spent by itself';

/** Null: nobody is meant, or somebody who has left. */
export async function readScene(db: Db, basket: RewardBasket, place: Place): Promise<Scene | null> {
	const memberId = basket.memberId ?? (await memberOfCard(db, basket.cardHmac));
	return memberId === null ? null : sceneOf(db, memberId, basket, { place, history: await OfferHistory.read(db) });
}

/** To hold for a sale: the member's wallet and the budgets are given from by nobody else until the transaction ends. */
export async function enterScene(trx: Trx, saleId: string, basket: RewardBasket, place: Place): Promise<Scene | null> {
	const memberId = basket.memberId ?? (await memberOfCard(trx, basket.cardHmac));
	// Only a member has a wallet to lock.
	const [member] = memberId === null ? [] : await selectMembers(trx, [memberId]);
	if (!member) return null;
	await wallet.lock(trx, [member.id]);
	const history = await OfferHistory.read(trx);
	const giving = [...history.budgetsAt(place.atMs).keys()];
	return sceneOf(trx, member.id, basket, { place, history, giving, exceptSaleId: saleId });
}

type Setting = { place: Place; history: OfferHistory; giving?: readonly string[]; exceptSaleId?: string };

async function sceneOf(db: Db, memberId: string, basket: RewardBasket, setting: Setting): Promise<Scene | null> {
	const { place, history, giving = [], exceptSaleId = null } = setting;
	const [member] = await selectMembers(db, [memberId]);
	if (!member || member.state === 'ended') return null;
	const settings = await readRewardSettings(db);
	const payable = payableOf(basket, settings.spendTaxedAs);
	const traits = await traitsOf(db, basket);
	const { currency, pricesIncludeTax, coupons } = basket;
	const { storeId, zone, atMs } = place;
	const tally = await Tally.read(db, history, {
		...{ memberIds: [member.id], zone, atMs, giving },
		held: { exceptSaleId }
	});
	const quoted = quoteEarned(
		history.at(atMs),
		basket.lines,
		traits,
		{ tier: member.tier, segments: member.segments, counters: tally.countersOf(member.id, atMs) },
		{ currency, pricesIncludeTax, storeId, zone, atMs, budgets: tally.spentBudgets(), coupons }
	);
	return {
		member,
		basket,
		place,
		settings,
		lines: basket.lines.map(({ productId }, index) => ({
			...(traits.get(productId ?? '') ?? { groupId: null }),
			...{ productId, totalMinor: payable[index] ?? 0 }
		})),
		dueMinor: sumMinor(payable),
		awards: quoted.awards
			.filter(({ amountMinor, possible }) => amountMinor > 0 && !possible)
			.map(({ currency: of, amountMinor, offerId, title }) => ({ currency: of, amountMinor, offerId, label: title })),
		instants: quoted.instantSpends.map(({ offerId, title, amountMinor }) => ({ offerId, label: title, amountMinor }))
	};
}

async function memberOfCard(db: Db, cardHmac: string | null): Promise<string | null> {
	return cardHmac === null ? null : findMemberOfCard(db, Buffer.from(cardHmac, 'base64url'));
}

async function traitsOf(db: Db, { lines }: RewardBasket): Promise<Map<string, Traits>> {
	const rows = await selectTraits(db, [...new Set(lines.flatMap(({ productId }) => productId ?? []))]);
	return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

/** What spends may come to on each line: the price, and where a spend is a payment the tax on top of it too. */
function payableOf({ lines, pricesIncludeTax }: RewardBasket, taxedAs: RewardSettings['spendTaxedAs']): number[] {
	const totals = lines.map(({ totalMinor }) => totalMinor);
	if (pricesIncludeTax || taxedAs === 'discount') return totals;
	const taxable = lines.map(({ taxRateBp, totalMinor }) => {
		return { taxRateId: String(taxRateBp), taxRateBp, amountMinor: totalMinor };
	});
	const taxes = lineTaxes(taxable, { pricesIncludeTax, taxMode: 'receipt', taxRates: [] });
	return totals.map((total, index) => total + (taxes[index] ?? 0));
}

/** Offers are judged by when the sale was made, what may be spent by when it is asked: `nowMs` (specs/crmcom-api.md §5.11). */
export function spendBasket({ basket, lines, dueMinor, place }: Scene, nowMs: number) {
	const { storeId, zone } = place;
	return { currency: basket.currency, lines, dueMinor, place: { storeId, zone, atMs: nowMs } };
}

export function saleAt(scene: Scene, saleId: string, nowMs: number): Omit<SaleAtWallet, 'expiresAtMs'> {
	const { member, settings } = scene;
	return {
		...spendBasket(scene, nowMs),
		...{ memberId: member.id, saleId, limits: settings.limits, blocked: member.spendBlocked }
	};
}

/** What every answer about a basket has in common. */
export function figures({ awards, settings }: Scene) {
	const { minimumMinor, maximumMinor } = settings.limits;
	return { awards, minimumMinor, maximumMinor, reductionMethod: 'front_end' as const, messages: [] };
}

export function automaticOf(member: Member) {
	const { autoSpend, autoBalanceMinor, autoLeastMinor, autoMostMinor } = member;
	return {
		enabled: autoSpend,
		minimumBalanceMinor: autoBalanceMinor,
		minimumSpendMinor: autoLeastMinor,
		maximumSpendMinor: autoMostMinor,
		storeIds: []
	};
}

export function withLabel<T extends object>(setting: T): T & { label: string } {
	return { ...setting, label: automaticLabel };
}
