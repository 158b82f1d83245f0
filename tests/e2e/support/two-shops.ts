import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { expect, test as base } from '@playwright/test';
import { query } from './books';
import { openDemoShop, type Server, type Shop } from './server';
import type { Who } from './spending';

/** A shop whose members' value is kept by another one, over the CRM.COM calls. Both begin as the same demo shop. */
export interface TwoShops {
	shop: Server;
	/** Keeps the value. */
	keeper: Server;
}

/** One pair for all tests of a worker: every test takes other members, and leaves both shops running. */
export const test = base.extend<object, { two: TwoShops }>({
	two: [async ({ browserName: _ }, use) => lendTwoShops(use), { scope: 'worker', timeout: 180_000 }]
});

async function lendTwoShops(use: (shops: TwoShops) => Promise<void>): Promise<void> {
	const keeper = await openDemoShop();
	try {
		const env = { REWARDS: 'crmcom', CRMCOM_URL: keeper.origin, CRMCOM_KEY: await addKey(keeper) };
		const shop = await openDemoShop({ env });
		try {
			await use({ shop, keeper });
		} finally {
			await shop.remove();
		}
	} finally {
		await keeper.remove();
	}
}

/** As if a manager had made it on the page; that they can is tested elsewhere. */
async function addKey(shop: Shop): Promise<string> {
	const key = randomBytes(16).toString('hex').toUpperCase();
	const hash = createHash('sha256').update(key).digest();
	await query(
		shop,
		`INSERT INTO api_keys (id, name, login, key_hash, shown, scopes) VALUES ($1, 'Other shop', 'till-other', $2, $3, $4)`,
		[randomUUID(), hash, key.slice(0, 4), ['identify', 'personal', 'purchases', 'spend', 'cancel', 'products']]
	);
	return key;
}

/**
 * Somebody who has at least so much at the keeper and bought nothing at the other shop yet: the poorest of them, so that the
 * rich stay for the tests that need one.
 */
export async function customerWith(keeper: Shop, leastMinor: number): Promise<Who> {
	const [who] = await query<Who>(
		keeper,
		`SELECT min(c.number) AS card, w.member_id AS "memberId", w.balance_minor::int AS "balanceMinor"
		FROM wallet_balances w JOIN cards c ON c.member_id = w.member_id AND c.state = 'active'
		WHERE w.currency = 'EUR' AND w.balance_minor >= $1
			AND NOT EXISTS (SELECT 1 FROM crmcom_purchases p WHERE p.member_id = w.member_id)
		GROUP BY w.member_id, w.balance_minor ORDER BY w.balance_minor, w.member_id LIMIT 1`,
		[leastMinor]
	);
	if (!who) throw new Error(`Nobody at the keeper has ${String(leastMinor)}.`);
	return who;
}

type KeptPurchase = { state: string; totalMinor: number; awardedMinor: number; spentMinor: number };

/** What the keeper's books hold of a member's purchases at the other shop. */
export function purchasesOf(keeper: Shop, memberId: string): Promise<KeptPurchase[]> {
	return query<KeptPurchase>(
		keeper,
		`SELECT p.state, p.total_minor::int AS "totalMinor", p.awarded_minor::int AS "awardedMinor",
			(SELECT coalesce(sum(s.amount_minor), 0)::int FROM crmcom_spends s
				WHERE s.purchase_id = p.id AND s.state = 'posted') AS "spentMinor"
		FROM crmcom_purchases p WHERE p.external_system = 'Tillit' AND p.member_id = $1 ORDER BY p.created_at`,
		[memberId]
	);
}

export const standingOf = async (keeper: Shop, memberId: string) =>
	(await purchasesOf(keeper, memberId)).filter(({ state }) => state === 'posted');

/** What the keeper has not heard yet. */
export const waiting = async (shop: Shop) =>
	(await query<{ state: string }>(shop, `SELECT state FROM reward_tasks WHERE state <> 'done'`)).length;

export const expectTold = (shop: Shop) => expect.poll(() => waiting(shop), { timeout: 60_000 }).toBe(0);

/** Sales about which the two shops do not agree. */
export const disagreements = (shop: Shop) =>
	query<{ kind: string }>(shop, `SELECT kind FROM cases WHERE kind LIKE 'remote_%' AND state = 'open'`);
