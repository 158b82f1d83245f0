/** The other side's figures as tills and receipts show them, in minor units. Pure. */
import { toMinor } from '$lib/contract/crmcom/numbers';
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Balance, Opened, Preview } from '$lib/contract/sync/rewards';
import { currencyExponent } from '$lib/domain/money/money';
import { pointsCurrency } from '$lib/domain/offers/offer';
import { front, type Standing } from './purchase';
import type { RemoteParticipant, RemotePreview } from './remote';

/** The other side names no offer for what it takes off. */
export const spendLabel = 'Rewards';
const sourceId = 'crmcom';

/** `isBlocked`: as the other side said of the member when they were identified; its previews do not tell why. */
export function toPreview(seen: RemotePreview, currency: string, isBlocked: boolean): Preview {
	const exponent = currencyExponent(currency);
	const minor = (amount: number | null) => Math.max(0, toMinor(amount ?? 0, exponent));
	const isBackEnd = seen.reduction_method === 'BACK_END_REDUCTION';
	const most = seen.maximum_spend_amount_per_transaction;
	const additionalMinor = seen.allow_spending === false ? 0 : minor(seen.total_additional_spend_amount);
	const minimumMinor = minor(seen.minimum_spend_amount_per_transaction);
	return {
		awards: awardsOf(
			{
				awardMinor: minor(seen.total_award_amount),
				awardPoints: Math.max(0, Math.round(seen.total_award_alternative_amount ?? 0))
			},
			currency
		),
		instantMinor: isBackEnd ? 0 : minor(seen.total_instant_spend_amount),
		automaticMinor: isBackEnd ? 0 : minor(seen.total_automatic_spend_amount),
		additionalMinor,
		...(additionalMinor === 0 && {
			additionalRefusal: isBlocked ? 'spend_blocked' : whyNothing(minor(seen.wallet_balance), minimumMinor)
		}),
		minimumMinor,
		maximumMinor: most === null ? null : minor(most),
		reductionMethod: isBackEnd ? 'back_end' : 'front_end',
		balances: balancesOf(seen.wallet_balance, seen.wallet_alternative_balance, currency),
		messages: []
	};
}

function whyNothing(walletMinor: number, minimumMinor: number): 'amount_below_minimum' | 'nothing_to_spend' {
	return walletMinor > 0 && minimumMinor > 0 ? 'amount_below_minimum' : 'nothing_to_spend';
}

export function awardsOf({ awardMinor, awardPoints }: Pick<Standing, 'awardMinor' | 'awardPoints'>, currency: string) {
	const rewards = { currency, amountMinor: awardMinor, offerId: sourceId, label: spendLabel };
	const points = { currency: pointsCurrency, amountMinor: awardPoints, offerId: sourceId, label: 'Points' };
	return [rewards, points].filter(({ amountMinor }) => amountMinor > 0);
}

export function grantsOf(standing: Standing): Opened['grants'] {
	const { instantMinor, automaticMinor } = front(standing);
	const grantId = (kind: string) => `${toGuid(standing.remoteId)}-${kind}`;
	const instant = {
		grantId: grantId('instant'),
		kind: 'instant' as const,
		amountMinor: instantMinor,
		label: spendLabel
	};
	const automatic = {
		grantId: grantId('automatic'),
		kind: 'automatic' as const,
		amountMinor: automaticMinor,
		label: spendLabel
	};
	return [instant, automatic].filter(({ amountMinor }) => amountMinor > 0);
}

export function walletBalances(wallet: RemoteParticipant['wallet'], currency: string): Balance[] {
	if (!wallet) return [];
	const [money, ...others] = balancesOf(wallet.balance, wallet.alternative_balance, currency);
	const exponent = currencyExponent(currency);
	const minor = (amount: number | null) => Math.max(0, toMinor(amount ?? 0, exponent));
	const conditionalMinor = minor(wallet.conditional_balance);
	return money ? [{ ...money, conditionalMinor, heldMinor: minor(wallet.amount_on_hold) }, ...others] : others;
}

function balancesOf(money: number | null, points: number | null, currency: string): Balance[] {
	const none = { conditionalMinor: 0, heldMinor: 0 };
	return [
		...(money === null ? [] : [{ currency, balanceMinor: toMinor(money, currencyExponent(currency)), ...none }]),
		...(points === null ? [] : [{ currency: pointsCurrency, balanceMinor: Math.round(points), ...none }])
	];
}
