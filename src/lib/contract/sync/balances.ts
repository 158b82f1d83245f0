/** What a wallet holds, as tills, members and other calls are told. */
import * as z from 'zod/mini';
import { amount, unsignedAmount } from './values';

/** ISO 4217, or `PTS` for points (exponent 0). */
export const walletCurrency = z.string().check(z.regex(/^[A-Z]{3}$/));

export const balance = z.object({
	currency: walletCurrency,
	/** May be negative after a return of something already spent. */
	balanceMinor: amount,
	/** Tied to products, places or times. */
	conditionalMinor: amount,
	/** Set aside by open sales. */
	heldMinor: unsignedAmount
});

export type Balance = z.output<typeof balance>;
