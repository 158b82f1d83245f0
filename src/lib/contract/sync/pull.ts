/**
 * `GET /api/sync/pull?since=<pos>`: what changed after a position. `GET /api/sync/snapshot?after=<key>`: the first load, in
 * pages: settings and people first, then favourites and best sellers, then the rest of the catalogue, so that a till can
 * sell before it is complete. `cursor` of the first page is where pulling goes on afterwards.
 */
import * as z from 'zod/mini';
import { joinNumbers } from './join';
import { offer } from './offers';
import { watermark } from './push';
import { amount, basisPoints, hash, id, instant, name, text } from './values';

export const product = z.object({
	id,
	sku: text(64),
	name,
	groupId: z.nullable(id),
	priceMinor: z.nullable(amount),
	taxRateId: text(40),
	sellBy: z.enum(['piece', 'weight', 'price']),
	unit: text(3),
	codes: z.array(text(40)).check(z.maxLength(20)),
	minimumPriceMinor: z.nullable(amount),
	favourite: z.boolean(),
	imageUrl: z.nullable(text(300)),
	// What offers ask of a product. A server that does not know them leaves them out.
	brand: z.optional(z.nullable(name)),
	family: z.optional(z.nullable(name)),
	categories: z.optional(z.array(name).check(z.maxLength(20))),
	inPromotions: z.optional(z.boolean())
});

export const group = z.object({ id, name, tint: text(12), sort: z.int() });
export const taxRate = z.object({ id: text(40), name, letter: text(2), rateBp: basisPoints });

export const staff = z.object({
	id,
	name,
	role: z.enum(['cashier', 'manager']),
	/** PBKDF2-SHA-256, 600,000 rounds over the PIN. */
	pinSalt: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
	/** HMAC-SHA-256(till secret, PBKDF2 value): worthless on another till. */
	pinVerifier: hash,
	rights: z.array(z.enum(['sell', 'discount', 'open_item', 'return', 'cash', 'settings']))
});

const digits = (max: number) => z.string().check(z.regex(/^\d+$/), z.maxLength(max));

/** What scanned texts mean in this store (domain/code). Optional: a till without them uses the common ones. */
export const scanRules = z.object({
	cardRanges: z
		.array(
			z.object({
				prefix: digits(18),
				length: z.int().check(z.gte(2), z.lte(19)),
				check: z.enum(['luhn', 'gs1', 'none']),
				active: z.boolean()
			})
		)
		.check(z.maxLength(100)),
	cardMasks: z.array(z.object({ mask: text(60), replace: z.optional(text(60)) })).check(z.maxLength(100)),
	embedded: z
		.array(
			z.object({
				pattern: text(40),
				value: z.enum(['weight', 'price', 'price_to_quantity']),
				check: z.enum(['required', 'ignored'])
			})
		)
		.check(z.maxLength(100))
});

export const storeSettings = z.object({
	merchantName: name,
	storeId: id,
	storeName: name,
	address: text(300),
	taxNumber: text(40),
	zone: text(64),
	locale: text(20),
	currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
	pricesIncludeTax: z.boolean(),
	/** The smallest coin that is given, in minor units; 500 where five forints are it. */
	cashStepMinor: z.int().check(z.gte(1), z.lte(1000)),
	/** Manual discounts above this need a manager; basis points. */
	discountLimitBp: basisPoints,
	autoLockSeconds: z.int().check(z.gte(15), z.lte(3600)),
	receiptFooter: z.string().check(z.maxLength(300)),
	tillId: id,
	tillCode: text(12),
	tillName: text(80),
	demo: z.boolean(),
	/** The PINs of the invented people, for the lock screen. Of a demo installation alone: a shop's are nobody's business. */
	demoPins: z.optional(z.array(z.object({ name, pin: text(12) })).check(z.maxLength(20))),
	publicOrigin: text(200),
	scanRules: z.optional(scanRules),
	/** ISO 3166: what a phone number without a country code means here. */
	country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/))),
	/** Card numbers this device may give away without network. */
	joinNumbers: z.optional(z.array(joinNumbers).check(z.maxLength(5))),
	/** How value is spent here. Optional: a server that does not say means the defaults. */
	rewards: z.optional(
		z.object({
			/** Whether spends lower what is taxed, or pay what is due (DESIGN.md §4). */
			spendTaxedAs: z.enum(['discount', 'payment']),
			/** Who keeps the members' value. Absent: the shop itself. */
			backend: z.optional(z.enum(['builtin', 'crmcom']))
		})
	)
});

/** `data: null`: the record is gone. */
export const change = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('settings'), key: text(64), data: z.nullable(storeSettings) }),
	z.object({ kind: z.literal('tax_rate'), key: text(64), data: z.nullable(taxRate) }),
	z.object({ kind: z.literal('group'), key: text(64), data: z.nullable(group) }),
	z.object({ kind: z.literal('staff'), key: text(64), data: z.nullable(staff) }),
	z.object({ kind: z.literal('product'), key: text(64), data: z.nullable(product) }),
	z.object({ kind: z.literal('offer'), key: text(64), data: z.nullable(offer) })
]);

export const pullAnswer = z.object({
	changes: z.array(change),
	/** Position to ask from next time. */
	cursor: z.int().check(z.gte(0)),
	more: z.boolean(),
	/** Position of the newest change of a card: what the card index has to reach (`contract/sync/cards`). */
	cardsPos: z.optional(z.int().check(z.gte(0))),
	/**
	 * What active offers with a budget gave so far, by offer id, in minor units; at least what the watermark's events gave.
	 * An offer that is not named gave nothing yet. Absent: this server does not say.
	 */
	budgets: z.optional(z.record(text(64), z.int())),
	watermark
});

export const snapshotAnswer = z.object({
	changes: z.array(change),
	/** Position pulling starts from once the snapshot is complete; the first page's counts. */
	cursor: z.int().check(z.gte(0)),
	/** Opaque key of the next page; `null` on the last. */
	after: z.nullable(text(200)),
	/** Products in the catalogue, for the progress bar. */
	totalProducts: z.int().check(z.gte(0)),
	watermark
});

export type Change = z.output<typeof change>;
export type ChangeKind = Change['kind'];
export type PullAnswer = z.output<typeof pullAnswer>;
export type SnapshotAnswer = z.output<typeof snapshotAnswer>;
export type StoreSettings = z.output<typeof storeSettings>;
export type StaffRecord = z.output<typeof staff>;
export type GroupRecord = z.output<typeof group>;
export type TaxRateRecord = z.output<typeof taxRate>;
export type ProductRecord = z.output<typeof product>;
export type Instant = z.output<typeof instant>;
