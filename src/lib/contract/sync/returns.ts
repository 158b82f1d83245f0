/**
 * A return at the till while the server can be asked: look the receipt up, have the goods granted, or let go again.
 * `POST /api/till/returns/{lookup,grant,release}` with the till's bearer token. The return itself is `sale.completed` of
 * kind `return`, whose `saleId` is the `returnId` used here; its arrival ends what was held.
 */
import * as z from 'zod/mini';
import { saleRead } from './bodies';
import { balance, walletCurrency } from './balances';
import { amount, id, instant, name, receiptNumber, text, unsignedAmount } from './values';

const whole = (most: number) => z.int().check(z.gte(1), z.lte(most));

/** How a receipt was named: its printed number, its digital address, or the digits of its barcode. */
export const receiptReference = z.discriminatedUnion('via', [
	z.strictObject({ via: z.literal('number'), receiptNumber }),
	z.strictObject({ via: z.literal('token'), token: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,128}$/)) }),
	z.strictObject({
		via: z.literal('return_code'),
		store: whole(9_999),
		till: whole(99),
		epoch: whole(999),
		running: whole(99_999_999)
	})
]);

export const returnLookup = z.strictObject({
	/** Made by the till; the return will have it as its sale's id. */
	returnId: id,
	receipt: receiptReference,
	/** The till has nothing it has not sent: what was granted to it before and did not arrive was never paid out. */
	allSent: z.boolean()
});

/** Thousandths, positive, by line number of the original. */
export const returnQuantity = z.strictObject({ lineNo: whole(500), quantityMilli: whole(99_999_999) });

export const returnGrant = z.strictObject({
	returnId: id,
	originalSaleId: id,
	lines: z.array(returnQuantity).check(z.minLength(1), z.maxLength(500))
});

export const returnRelease = z.strictObject({ returnId: id });

/** What the sale gave its member, as `domain/wallet/reverse` reads it. */
export const givenAward = z.object({
	lotId: id,
	currency: walletCurrency,
	amountMinor: unsignedAmount,
	basis: z.nullable(z.array(z.object({ lineNo: z.int(), amountMinor: amount })).check(z.maxLength(500)))
});

export const foundReceipt = z.object({
	saleId: id,
	at: instant,
	tillName: name,
	cashierName: z.nullable(name),
	body: saleRead,
	/** Its text, chain and signature were checked now. */
	genuine: z.boolean(),
	/** What earlier returns brought back. */
	returned: z.array(returnQuantity).check(z.maxLength(500)),
	/** Null: whoever keeps the member's value has not said yet. */
	awards: z.nullable(z.array(givenAward).check(z.maxLength(200))),
	/** Of the member, now. Empty without one, and where nobody says. */
	balances: z.array(balance).check(z.maxLength(4)),
	memberName: z.nullable(text(200)),
	/** Until then no other till can take this receipt. */
	expiresAt: instant
});

export const granted = z.object({ returnId: id });

/** Why a return is not begun, or not granted; stable, also used as problem codes. */
export const returnRefusals = [
	'receipt_unknown',
	'original_is_return',
	'return_open_elsewhere',
	'returned_more_than_sold'
] as const;

export type ReceiptReference = z.output<typeof receiptReference>;
export type ReturnQuantity = z.output<typeof returnQuantity>;
export type ReturnLookup = z.output<typeof returnLookup>;
export type ReturnGrant = z.output<typeof returnGrant>;
export type FoundReceipt = z.output<typeof foundReceipt>;
export type GivenAwardOnWire = z.output<typeof givenAward>;
export type ReturnRefusalCode = (typeof returnRefusals)[number];
