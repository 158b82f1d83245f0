/** What a receipt says of the member's value, as one list for screen, paper and text printers. */
import { amountText } from '../money/amount-text';
import { currencyExponent } from '../money/money';
import { pointsCurrency } from '../offers/offer';

/** Minor units of a wallet's currency; `PTS` for points. */
export type ReceiptWorth = { currency: string; amountMinor: number };

export type ReceiptLoyalty = {
	/**
	 * `booked`: stands in the ledger. `promised`: the rewards system said so for this basket. `about`: worked out by the till
	 * alone, or not at all yet; the shop adds it once it has the sale.
	 */
	certainty: 'booked' | 'promised' | 'about';
	earned: readonly ReceiptWorth[];
	/** With this sale in it; null: not known. */
	balances: readonly ReceiptWorth[] | null;
	messages: readonly string[];
};

export type LoyaltyRow = { label: string; worth: ReceiptWorth };

const isPoints = ({ currency }: ReceiptWorth) => currency === pointsCurrency;

function earnedLabel(worth: ReceiptWorth, certainty: ReceiptLoyalty['certainty']): string {
	if (certainty === 'about') return isPoints(worth) ? 'Points to be added, about' : 'Will be added, about';
	return isPoints(worth) ? 'Points earned' : 'Earned with this sale';
}

export function loyaltyRows({ certainty, earned, balances }: ReceiptLoyalty): LoyaltyRow[] {
	return [
		...earned.map((worth) => ({ label: earnedLabel(worth, certainty), worth })),
		...(balances ?? []).map((worth) => ({ label: isPoints(worth) ? 'Points balance' : 'Bonus balance', worth }))
	];
}

export function loyaltyNotes({ certainty, messages }: ReceiptLoyalty): string[] {
	return certainty === 'about' ? [...messages, 'What this sale earns is added once the shop has it.'] : [...messages];
}

/** “8.99”, “7”, and with its currency where that is not the receipt's: “8.99 USD”. */
export function worthText({ currency, amountMinor }: ReceiptWorth, ofReceipt: string): string {
	if (currency === pointsCurrency) return String(amountMinor);
	const amount = amountText(amountMinor, currencyExponent(currency));
	return currency === ofReceipt ? amount : `${amount} ${currency}`;
}
