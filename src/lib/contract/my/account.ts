/** `GET /api/my/account`: everything the member's phone keeps, so that card and receipts open without a network. */
import * as z from 'zod/mini';
import { saleRead } from '../sync/bodies';
import { balance, walletCurrency } from '../sync/balances';
import { id, instant, name, text, unsignedAmount } from '../sync/values';

/** A phone keeps this many receipts; the export has all of them. */
export const receiptsOnPhone = 200;

/** A receipt as the phone keeps it: the sale as the till wrote it, and the shop's head and foot. */
export const memberReceipt = z.object({
	saleId: id,
	at: instant,
	/** When the sale reached the server; a sale made without a network arrives later. */
	receivedAt: instant,
	storeName: name,
	storeAddress: z.string(),
	taxNumber: z.string(),
	zone: text(64),
	locale: text(20),
	footer: z.string(),
	sale: saleRead,
	/** What it gave the member, by currency. A phone that kept an older answer has none. */
	earned: z.optional(z.array(z.object({ currency: walletCurrency, amountMinor: unsignedAmount }))),
	/** Of a return: what it took back of what the sale had given. Missing where no wallet heard of it. */
	takenBack: z.optional(z.array(z.object({ currency: walletCurrency, amountMinor: unsignedAmount })))
});

export const memberAccount = z.object({
	memberId: id,
	name,
	email: z.nullable(z.string()),
	tier: z.nullable(z.string()),
	memberSince: instant,
	/** Number of the card that counts now, 16 digits, shown as QR and barcode; none when every card was blocked. */
	cardNumber: z.nullable(z.string()),
	news: z.boolean(),
	/** What the member has, a currency each; points too. A phone that kept an older answer has none. */
	balances: z._default(z.array(balance), []),
	merchantName: name,
	receipts: z.array(memberReceipt),
	/** When the server said so. */
	asOf: instant,
	demo: z.boolean()
});

/** What people type themselves: trimmed, 1 … 200 characters, without control characters. */
const personName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^[^\p{Cc}]*$/u));
export const email = z.string().check(z.trim(), z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/));

export const codeRequest = z.strictObject({ email });
export const joinRequest = z.strictObject({ name: personName, email, terms: z.literal(true), news: z.boolean() });
export const codeAnswer = z.strictObject({ email, code: z.string().check(z.trim(), z.regex(/^[\d\s]{6,8}$/)) });
export const profileChange = z.strictObject({ news: z.boolean() });

export type MemberReceipt = z.output<typeof memberReceipt>;
export type MemberAccount = z.output<typeof memberAccount>;
