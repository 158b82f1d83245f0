/**
 * Vouchers between a till and its server: `POST /api/till/vouchers/{show,hold,release}` with the till's bearer token. What a
 * voucher pays is held like a member's spend, and captured by the sale that brings its grant. Amounts are minor units.
 */
import * as z from 'zod/mini';
import { vouchersAtMost } from '$lib/domain/voucher/voucher';
import { walletCurrency } from './balances';
import { hash, id, instant, text, unsignedAmount } from './values';

/** Sixteen clean symbols, without their check symbol: the till has checked that. */
const code = z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{16}$/));

export const showRequest = z.strictObject({ code, currency: walletCurrency });

export const shownVoucher = z.object({
	voucherId: id,
	codeHash: hash,
	mark: text(4),
	title: text(200),
	/** What it can pay now: what other sales hold of it is not in it. */
	leftMinor: unsignedAmount,
	expiresAt: z.nullable(instant)
});

/** `codeHash` shows that the code was seen. `askedMinor`: what is left to pay. Asked again, the newest amount counts. */
export const holdRequest = z.strictObject({
	saleId: id,
	voucherId: id,
	codeHash: hash,
	currency: walletCurrency,
	askedMinor: unsignedAmount
});

export const voucherHeld = z.object({
	grantId: id,
	/** May be less than asked; this is what counts. */
	amountMinor: unsignedAmount,
	expiresAt: instant
});

export const releaseRequest = z.strictObject({
	saleId: id,
	voucherIds: z.array(id).check(z.minLength(1), z.maxLength(vouchersAtMost))
});

/** Why a voucher pays nothing; stable, also used as problem codes. */
export const voucherRefusals = [
	'voucher_unknown',
	'voucher_used',
	'voucher_expired',
	'voucher_other_currency',
	'sale_already_closed',
	'too_many_tries'
] as const;

export type VoucherShown = z.output<typeof shownVoucher>;
export type VoucherHeld = z.output<typeof voucherHeld>;
export type VoucherHold = z.output<typeof holdRequest>;
export type VoucherRefusalCode = (typeof voucherRefusals)[number];
