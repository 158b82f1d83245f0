/** Offers for tests: made by hand, and any offer for property tests. */
import fc from 'fast-check';
import type { BasketLine } from '../../src/lib/domain/basket/basket';
import { compileOffers } from '../../src/lib/domain/offers/compile';
import type {
	AwardForm,
	Conditions,
	DiscountForm,
	Effect,
	Limits,
	LineFilter,
	LineTerms,
	LotTerms,
	Offer,
	WeeklyHours
} from '../../src/lib/domain/offers/offer';
import { quote } from '../../src/lib/domain/offers/quote';
import type { Quote, QuoteContext, QuoteInput, QuoteMember } from '../../src/lib/domain/offers/quote-types';
import { anyBasket, euroTerms, testBasket, testId } from './any-basket';

/** Friday 20 November 2026, 14:32 in Berlin. */
export const quotedAtMs = Date.UTC(2026, 10, 20, 13, 32);

export function terms(given: Partial<LineTerms>): LineTerms {
	return { productIds: [], groupIds: [], brands: [], families: [], categories: [], ...given };
}

export function filter(...include: Partial<LineTerms>[]): LineFilter {
	return { include: include.map(terms), exclude: [], promotions: 'taking_part' };
}

export const everyLine: LineFilter = filter();
export const freeLot: LotTerms = {
	expiry: { kind: 'never' },
	validAfterHours: 0,
	lines: { ...everyLine, promotions: 'any' },
	storeIds: [],
	hours: []
};
export const noLimits: Limits = { perSale: { times: null, amountMinor: null }, perMember: null, budgetMinor: null };

type Given = Partial<Omit<Offer, 'conditions' | 'limits'>> & {
	conditions?: Partial<Conditions>;
	limits?: Partial<Limits>;
};

export function testOffer({ conditions, limits, ...given }: Given = {}): Offer {
	return {
		id: 'offer',
		version: 1,
		name: 'Offer',
		title: 'Offer',
		validFrom: null,
		validTo: null,
		currency: 'EUR',
		priority: 0,
		group: null,
		stacking: 'stack',
		effect: { kind: 'discount', form: 'percent', percentBp: 1000 },
		target: null,
		...given,
		conditions: {
			lines: everyLine,
			storeIds: [],
			hours: [],
			audience: { kind: 'anyone' },
			couponId: null,
			minimumQuantityMilli: 0,
			minimumAmountMinor: 0,
			...conditions
		},
		limits: { ...noLimits, ...limits }
	};
}

export function discount(form: DiscountForm): Effect {
	return { kind: 'discount', ...form };
}

export function award(give: AwardForm, currency = 'EUR'): Effect {
	return { kind: 'award', currency, give, lot: freeLot };
}

export const testMember: QuoteMember = {
	tier: 'gold',
	segments: ['regulars'],
	counters: {},
	countersAsOfMs: quotedAtMs
};

export const testContext: QuoteContext = {
	atMs: quotedAtMs,
	zone: 'Europe/Berlin',
	storeId: 'store-1',
	known: { tier: true, segments: true, counters: true, budgets: true },
	coupons: [],
	budgets: {}
};

type Asked = Partial<Omit<QuoteInput, 'context'>> & { context?: Partial<QuoteContext> };

export function inputOf(lines: BasketLine[], { context, ...given }: Asked = {}): QuoteInput {
	return {
		basket: testBasket(lines),
		terms: euroTerms,
		member: testMember,
		...given,
		context: { ...testContext, ...context }
	};
}

export function ask(offers: readonly Offer[], lines: BasketLine[], asked: Asked = {}): Quote {
	return quote(compileOffers(offers), inputOf(lines, asked));
}

/** What became of one offer, without its id and lines. */
export function outcome(quoted: Pick<Quote, 'trace'>, offerId = 'offer'): object {
	const entry = quoted.trace.find((one) => one.offerId === offerId);
	if (!entry) throw new Error(`${offerId} has no trace`);
	const { offerId: _id, lineIds: _lines, ...rest } = entry;
	return rest;
}

const products = [testId(1), testId(2), testId(3)];
const groups = [testId(11), testId(12)];
const brands = ['b1', 'b2'];
const categories = ['c1', 'c2'];
const coupons = ['k1', 'k2'];
const stores = ['store-1', 'store-2'];
const tiers = ['silver', 'gold'];
const someOf = (names: string[]) => fc.subarray(names, { minLength: 0, maxLength: 2 });
const amounts = fc.integer({ min: 1, max: 30_000 });
const percents = fc.integer({ min: 1, max: 10_000 });
const pieces = fc.integer({ min: 1, max: 5 });

const anyTerms = fc.record({
	productIds: someOf(products),
	groupIds: someOf(groups),
	brands: someOf(brands),
	families: someOf(brands),
	categories: someOf(categories)
});

const noTerms = fc.constant<LineTerms[]>([]);

function anyFilter(): fc.Arbitrary<LineFilter> {
	return fc.record({
		include: fc.oneof(noTerms, fc.array(anyTerms, { maxLength: 2 })),
		exclude: fc.oneof({ weight: 3, arbitrary: noTerms }, fc.array(anyTerms, { maxLength: 1 })),
		promotions: fc.constantFrom(
			'taking_part' as const,
			'taking_part' as const,
			'not_taking_part' as const,
			'any' as const
		)
	});
}

function anyDiscountForm(): fc.Arbitrary<DiscountForm> {
	const part = fc.record({
		name: fc.constant('Part'),
		lines: anyFilter(),
		pieces,
		percentBp: fc.integer({ min: 0, max: 10_000 })
	});
	const off = fc.oneof(fc.record({ percentBp: percents }), fc.record({ amountMinor: amounts }));
	return fc.oneof(
		fc.record({ form: fc.constant('percent' as const), percentBp: percents }),
		fc.record({
			form: fc.constant('amount' as const),
			amountMinor: amounts,
			per: fc.constantFrom('sale' as const, 'unit' as const)
		}),
		fc.record({ form: fc.constant('fixed_price' as const), priceMinor: amounts }),
		fc.tuple(pieces, pieces).map(([more, pay]) => ({ form: 'n_for_m' as const, buy: pay + more, pay })),
		fc.record({ form: fc.constant('cheapest' as const), every: pieces, percentBp: percents }),
		fc.record({
			form: fc.constant('bundle' as const),
			parts: fc.array(part, { minLength: 1, maxLength: 3 }),
			priceMinor: fc.option(amounts)
		}),
		fc.record({
			form: fc.constant('threshold' as const),
			steps: fc.array(fc.record({ fromMinor: amounts, off }), { minLength: 1, maxLength: 3 })
		})
	);
}

const anyPlainGive = fc.oneof(
	fc.record({ form: fc.constant('percent' as const), percentBp: percents }),
	fc.record({ form: fc.constant('fixed' as const), amountMinor: amounts }),
	fc.record({ form: fc.constant('per_amount' as const), everyMinor: amounts, giveMinor: amounts }),
	fc.record({
		form: fc.constant('per_quantity' as const),
		everyMilli: fc.integer({ min: 1, max: 5000 }),
		giveMinor: amounts
	})
);
const anyGive = fc.oneof(
	{ weight: 3, arbitrary: anyPlainGive },
	fc.record({ form: fc.constant('multiplier' as const), factorBp: fc.integer({ min: 10_001, max: 50_000 }) })
);

function anyEffect(): fc.Arbitrary<Effect> {
	return fc.oneof(
		{ weight: 5, arbitrary: anyDiscountForm().map(discount) },
		fc.record({ kind: fc.constant('instant_spend' as const), give: anyPlainGive }),
		{
			weight: 3,
			arbitrary: fc.tuple(anyGive, fc.constantFrom('EUR', 'PTS')).map(([give, currency]) => award(give, currency))
		},
		fc.record({ kind: fc.constant('coupon' as const), couponId: fc.constantFrom(...coupons), count: pieces }),
		fc.record({ kind: fc.constant('voucher' as const), voucherId: fc.constant('v1'), amountMinor: amounts })
	);
}

const anyAudience = fc.oneof(
	{ weight: 2, arbitrary: fc.constant({ kind: 'anyone' as const }) },
	fc.record({ kind: fc.constant('member' as const), tiers: someOf(tiers), segments: someOf(['regulars', 'new']) })
);
const morning: WeeklyHours[] = [{ days: [1, 5], from: '08:00', to: '15:00' }];
const anyTimes = fc.option(fc.integer({ min: 1, max: 3 }));

export function anyOffer(): fc.Arbitrary<Offer> {
	const conditions: fc.Arbitrary<Conditions> = fc.record({
		lines: anyFilter(),
		storeIds: fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, someOf(stores)),
		hours: fc.oneof({ weight: 3, arbitrary: fc.constant<WeeklyHours[]>([]) }, fc.constant(morning)),
		audience: anyAudience,
		couponId: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.constantFrom(...coupons)),
		minimumQuantityMilli: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5000 })),
		minimumAmountMinor: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, amounts)
	});
	const limits: fc.Arbitrary<Limits> = fc.record({
		perSale: fc.record({ times: anyTimes, amountMinor: fc.option(amounts, { freq: 2 }) }),
		perMember: fc.option(
			fc.record({
				period: fc.constantFrom('day' as const, 'week' as const, 'ever' as const),
				times: anyTimes,
				amountMinor: fc.option(amounts)
			}),
			{ freq: 1 }
		),
		budgetMinor: fc.option(amounts, { freq: 1 })
	});
	return fc.record({
		id: fc.integer({ min: 1, max: 1_000_000 }).map((no) => `o${String(no)}`),
		version: fc.integer({ min: 1, max: 50 }),
		name: fc.constant('Any offer'),
		title: fc.constant('Any offer'),
		validFrom: fc.constantFrom(null, null, '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'),
		validTo: fc.constantFrom(null, null, '2026-11-30T00:00:00.000Z'),
		currency: fc.constant('EUR'),
		priority: fc.integer({ min: -2, max: 2 }),
		group: fc.constantFrom(null, 'Bakery', 'Tier'),
		stacking: fc.constantFrom('best_of' as const, 'stack' as const),
		conditions,
		effect: anyEffect(),
		target: fc.option(anyFilter(), { freq: 1 }),
		limits
	});
}

export function anyOffers(maxLength = 12, minLength = 0): fc.Arbitrary<Offer[]> {
	return fc.uniqueArray(anyOffer(), { minLength, maxLength, selector: ({ id }) => id });
}

const anyTraits = fc.record({
	productId: fc.constantFrom(...products),
	groupId: fc.constantFrom(null, ...groups),
	brand: fc.constantFrom(null, ...brands),
	family: fc.constantFrom(undefined, ...brands),
	categories: someOf(categories),
	inPromotions: fc.constantFrom(undefined, true, true, false)
});

const anyMember = fc.option(
	fc.record({
		tier: fc.constantFrom(null, ...tiers),
		segments: someOf(['regulars', 'new']),
		counters: fc.constant({}),
		countersAsOfMs: fc.constant(quotedAtMs)
	})
);

/** A basket of the demo's kind with traits, a member or none, and state that is known or not. */
export function anyInput(): fc.Arbitrary<QuoteInput> {
	const traits = fc.array(anyTraits, { minLength: 15, maxLength: 15 });
	const known = fc.record({
		tier: fc.boolean(),
		segments: fc.boolean(),
		counters: fc.boolean(),
		budgets: fc.boolean()
	});
	const shown = fc.subarray([
		{ couponId: 'k1', usable: true },
		{ couponId: 'k2', usable: false }
	]);
	return fc
		.tuple(anyBasket(), traits, anyMember, fc.option(known), shown)
		.map(([basket, facts, member, some, shownCoupons]) => ({
			basket: { ...basket, lines: basket.lines.map((line, at) => ({ ...line, ...facts[at] })) },
			terms: euroTerms,
			member,
			context: { ...testContext, known: some ?? testContext.known, coupons: shownCoupons }
		}));
}
