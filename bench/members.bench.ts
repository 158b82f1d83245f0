/** Who is it, and what would the basket earn and spend: with a million members against a shop that has hardly any. */
import type { RewardBasket } from '$lib/contract/sync/rewards';
import type { ProductRecord } from '$lib/contract/sync/pull';
import { createDb, type Db } from '$lib/server/db/client';
import { systemPorts } from '$lib/server/ports';
import { BuiltinRewards } from '$lib/server/rewards/builtin';
import { interleave, pick, seeded, spread, timed, toRow, type Bench, type Setting } from './harness';
import { measureSearches, searches } from './parts/member-search';
import { cardNumber, fillMembers, fillOffers, memberId, place } from './parts/member-set';
import { BenchShop } from './parts/shop';

const few = 1_000;
const asked = 300;
const lines = 5;

type Desk = { db: Db; rewards: BuiltinRewards; count: number; goods: readonly ProductRecord[] };

function basketOf({ goods }: Desk, member: string, chance: () => number): RewardBasket {
	return {
		...{ memberId: member, cardHmac: null, currency: 'EUR', pricesIncludeTax: true },
		lines: Array.from({ length: lines }, (_, index) => {
			const product = goods[Math.floor(chance() * goods.length)];
			const priceMinor = product?.priceMinor ?? 100;
			return {
				...{ lineNo: index + 1, productId: product?.id ?? null, sku: product?.sku ?? 'NONE', code: null },
				...{ quantityMilli: 1_000, unitPriceMinor: priceMinor, minimumPriceMinor: null, taxRateBp: 1_900 },
				...{ grossMinor: priceMinor, totalMinor: priceMinor }
			};
		}),
		...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
	};
}

async function measure(desk: Desk, seed: number) {
	const chance = seeded(seed);
	const anyone = () => 1 + Math.floor(chance() * desk.count);
	const identify: number[] = [];
	const preview: number[] = [];
	for (let turn = 0; turn < asked; turn++) {
		const n = anyone();
		identify.push(
			await timed(async () => {
				const found = await desk.rewards.identify({ kind: 'card', number: cardNumber(n) }, place());
				if (!found.ok || found.member.memberId !== memberId(n)) throw new Error('Somebody else was identified.');
			})
		);
		const basket = basketOf(desk, memberId(anyone()), chance);
		preview.push(
			await timed(async () => {
				const seen = await desk.rewards.preview(basket, place());
				if (!seen.ok || seen.preview.additionalMinor === 0) throw new Error('A member with value may spend nothing.');
			})
		);
	}
	const [who, what] = [spread(identify), spread(preview)];
	return { identify50: who.p50 ?? 0, identify95: who.p95 ?? 0, preview50: what.p50 ?? 0, preview95: what.p95 ?? 0 };
}

/** Opens a shop with so many members, works with it, and removes it. */
async function withDesk<T>(setting: Setting, count: number, work: (desk: Desk) => Promise<T>): Promise<T> {
	const shop = await BenchShop.open(1_000, setting.log);
	try {
		return await shop.withPool(async (pool) => {
			await fillOffers(pool);
			await fillMembers(pool, count, setting.log);
			const db = createDb(pool);
			return work({ db, rewards: new BuiltinRewards(db, systemPorts), count, goods: shop.products });
		});
	} finally {
		await shop.close();
	}
}

async function run(setting: Setting) {
	const { members, rounds } = setting;
	const { large, small, found } = await withDesk(setting, few, (little) =>
		withDesk(setting, members, async (big) => {
			// Both have read their tables once: what is compared is not a cold disk.
			await measure(little, 1);
			await measure(big, 1);
			let seed = 10;
			await measureSearches(big.db, members, 2);
			return interleave(rounds, {
				large: () => measure(big, seed++),
				small: () => measure(little, seed++),
				found: () => measureSearches(big.db, members, seed++)
			});
		})
	);
	const named = `${members.toLocaleString('en-US')} members, ${(members * 10).toLocaleString('en-US')} entries`;
	const budget = { ratioAtMost: 1.5 };
	const steps = (['identify', 'preview'] as const).flatMap((step) => [
		toRow({
			what: `${step}, p50, ${named}`,
			unit: 'ms',
			values: pick(large, `${step}50`),
			baseline: pick(small, `${step}50`)
		}),
		toRow({
			what: `${step}, p95`,
			unit: 'ms',
			values: pick(large, `${step}95`),
			baseline: pick(small, `${step}95`),
			budget
		}),
		toRow({
			what: `baseline: ${step}, p95, ${few.toLocaleString('en-US')} members`,
			unit: 'ms',
			values: pick(small, `${step}95`)
		})
	]);
	const lookUps = Object.keys(searches).map((name) =>
		toRow({
			what: `the office searches by ${name}, p95`,
			unit: 'ms',
			values: pick(found, name),
			budget: { atMost: 200 }
		})
	);
	return [...steps, ...lookUps];
}

export const bench: Bench = { title: 'Members', run };
