/**
 * A purchase with award as foreign tills send it, through the ordinary route: found, checked, decided, booked durably,
 * answered. In the same round the rows the server made of it go straight into the database, one call a purchase under the
 * wallet's lock, by as many clients: the same writing without HTTP, reading, checks and decisions. Both sides run in this
 * process, so both pay for their client.
 */
import type pg from 'pg';
import { interleave, pick, seeded, spread, timed, toRow, type Bench, type Figures, type Setting } from './harness';
import { eachTill } from './parts/each';
import { openForeignTill, purchaseBody, type ForeignTill } from './parts/foreign';
import { fillMembers, fillOffers } from './parts/member-set';
import { BenchShop } from './parts/shop';
import { purchaseRows } from './parts/straight';

const tillCount = 8;
const memberCount = 2_000;
/** A key may call twelve hundred times a minute. */
const mostPerTill = 500;
const warmUp = 200;

const bookOne = {
	name: 'straight',
	text: 'SELECT lock_wallets(ARRAY[$1::uuid]), book_purchase($2::jsonb) AS booked'
};

type Loaded = { till: ForeignTill; bodies: string[] };

async function load(shop: BenchShop, pool: pg.Pool, count: number, seed: number): Promise<Loaded[]> {
	const chance = seeded(seed);
	const loaded: Loaded[] = [];
	for (let no = 0; no < tillCount; no++) {
		const till = await openForeignTill(pool, shop.server.origin);
		const buying = { goods: shop.products, members: memberCount, chance };
		const bodies = Array.from({ length: count }, (_, n) =>
			purchaseBody(till.token, `${String(seed)}-${String(no)}-${String(n)}`, buying)
		);
		loaded.push({ till, bodies });
	}
	return loaded;
}

/** `overHttp` first, because it makes what goes straight. */
async function round(shop: BenchShop, pool: pg.Pool, count: number, seed: number): Promise<Figures> {
	const loaded = await load(shop, pool, count, seed);
	await pool.query('CHECKPOINT');
	const cpuBefore = shop.server.cpuMs();
	const http = await eachTill(loaded, async ({ till, bodies }, note) => {
		for (const body of bodies) {
			note(
				await timed(async () => {
					const answer = await till.post('customer_events/purchases/create', body);
					if (!answer.includes('"code":"OK"')) throw new Error(answer);
				})
			);
		}
		till.agent.destroy();
	});
	const cpuAfter = shop.server.cpuMs();
	const straight = await Promise.all(loaded.map(({ till }) => purchaseRows(pool, till.keyId)));
	await pool.query('CHECKPOINT');
	const raw = await eachTill(straight, async (purchases, note) => {
		for (const { member, batch } of purchases) {
			note(
				await timed(async () => {
					const { rows } = await pool.query<{ booked: unknown }>({ ...bookOne, values: [member, batch] });
					if (!rows[0]?.booked) throw new Error('A purchase was not booked.');
				})
			);
		}
	});
	const [over, under] = [spread(http.times), spread(raw.times)];
	const ids = loaded.map(({ till }) => till.keyId);
	return {
		...{ http: http.perSecond, straight: raw.perSecond },
		...{ http50: over.p50 ?? 0, http99: over.p99 ?? 0, straight50: under.p50 ?? 0, straight99: under.p99 ?? 0 },
		cpu: cpuBefore === null || cpuAfter === null ? Number.NaN : (cpuAfter - cpuBefore) / http.times.length,
		awarded: await shareAwarded(pool, ids),
		deadlocks: await countDeadlocks(pool),
		drift: await countDrift(pool)
	};
}

/** How many gave their customer something: otherwise this would measure less than it says. */
async function shareAwarded(pool: pg.Pool, keyIds: readonly string[]): Promise<number> {
	const { rows } = await pool.query<{ share: number }>(
		`SELECT avg((EXISTS (SELECT FROM lots l WHERE l.sale_id = p.id))::int)::float AS share
		FROM crmcom_purchases p WHERE p.key_id = ANY ($1)`,
		[keyIds]
	);
	return rows[0]?.share ?? 0;
}

async function countDeadlocks(pool: pg.Pool): Promise<number> {
	const { rows } = await pool.query<{ n: number }>('SELECT sum(deadlocks)::int AS n FROM pg_stat_database');
	return rows[0]?.n ?? 0;
}

async function countDrift(pool: pg.Pool): Promise<number> {
	const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger_drift()');
	return rows[0]?.n ?? 0;
}

async function run(setting: Setting) {
	const shop = await BenchShop.open(1_000, setting.log);
	const perTill = Math.max(20, Math.min(mostPerTill, Math.ceil(setting.events / tillCount)));
	let seed = 1;
	try {
		const purchase = await shop.withPool(async (pool) => {
			await fillOffers(pool);
			await fillMembers(pool, memberCount, setting.log);
			setting.log('warming up …');
			for (let n = 0; n < 2; n++) await round(shop, pool, warmUp, seed++);
			return interleave(setting.rounds, {
				purchase: () => {
					setting.log(`booking ${String(perTill * tillCount)} purchases …`);
					return round(shop, pool, perTill, seed++);
				}
			}).then((rounds) => rounds.purchase);
		});
		return rowsOf((figure) => pick(purchase, figure));
	} finally {
		await shop.close();
	}
}

function rowsOf(of: (figure: string) => number[]) {
	const unit = 'purchases/s';
	return [
		toRow({
			what: `purchase with award over HTTP, ${String(tillCount)} tills`,
			...{ unit, values: of('http'), baseline: of('straight'), budget: { ratioAtLeast: 0.3 } }
		}),
		toRow({ what: 'baseline: the same rows, one call a purchase', unit, values: of('straight') }),
		toRow({ what: 'Node CPU a purchase', unit: 'ms', values: of('cpu'), budget: { atMost: 0.5 } }),
		toRow({ what: 'a purchase, p50', unit: 'ms', values: of('http50'), baseline: of('straight50') }),
		toRow({
			what: 'a purchase, p99',
			...{ unit: 'ms', values: of('http99'), baseline: of('straight99'), budget: { ratioAtMost: 4 } }
		}),
		toRow({ what: 'share that gave an award', unit: '', values: of('awarded'), budget: { atLeast: 0.95 } }),
		toRow({ what: 'deadlocks', unit: '', values: of('deadlocks'), budget: { atMost: 0 } }),
		toRow({ what: 'wallets that drift from their entries', unit: '', values: of('drift'), budget: { atMost: 0 } })
	];
}

export const bench: Bench = { title: 'Purchase with award', run };
