/**
 * Tills that were offline send what they sold, all at once, through HTTP. In the same round the rows the server made of it
 * go straight into the database by the same set-wise call, for other tills: what a server without HTTP, checks and
 * signatures could reach at most.
 */
import type pg from 'pg';
import { interleave, pick, timed, toRow, type Bench, type Figures, type Setting } from './harness';
import { makeQueue, sendOne, type Queue } from './parts/queue';
import { BenchShop } from './parts/shop';
import { cloneTill, eventRows } from './parts/straight';
import { terms } from './parts/terms';

const tillCount = 4;
/** Goods the tills fight for: every batch of every till touches many of the same rows. */
const hotProducts = 300;

/** Every till sends one batch after another; the tills send side by side. */
async function sendAll(origin: string, queues: readonly Queue[], wanted: 'applied' | 'duplicate'): Promise<void> {
	await Promise.all(
		queues.map(async ({ token, bodies }) => {
			for (const body of bodies) await sendOne(origin, token, body, wanted);
		})
	);
}

type Straight = { tillId: string; batches: string[] };

async function readStraight(pool: pg.Pool, queue: Queue): Promise<Straight> {
	const batches: string[] = [];
	for (let from = 1; from <= queue.events; from += 200) batches.push(await eventRows(pool, queue, from, from + 199));
	return { tillId: await cloneTill(pool, queue), batches };
}

async function bookStraight(pool: pg.Pool, tills: readonly Straight[]): Promise<void> {
	await Promise.all(
		tills.map(async ({ tillId, batches }) => {
			for (const batch of batches) {
				await pool.query('SELECT book_events($1, 1, $2, $3::jsonb)', [tillId, terms.store.storeId, batch]);
			}
		})
	);
}

async function countDeadlocks(pool: pg.Pool): Promise<number> {
	const { rows } = await pool.query<{ n: number }>('SELECT sum(deadlocks)::int AS n FROM pg_stat_database');
	return rows[0]?.n ?? 0;
}

async function measure(shop: BenchShop, { rounds, events, log }: Setting) {
	const { origin } = shop.server;
	const goods = shop.products.slice(0, hotProducts);
	const perTill = Math.max(4, Math.ceil(events / tillCount));
	let seed = 100;
	return interleave(rounds, {
		push: async (): Promise<Figures> => {
			log(`selling ${String(perTill * tillCount)} events offline …`);
			const queues: Queue[] = [];
			for (let no = 0; no < tillCount; no++) {
				queues.push(await makeQueue(shop, { events: perTill, goods, seed: seed++, perRequest: 200 }));
			}
			const total = perTill * tillCount;
			return shop.withPool(async (pool) => {
				const deadlocksBefore = await countDeadlocks(pool);
				await pool.query('CHECKPOINT');
				const httpMs = await timed(() => sendAll(origin, queues, 'applied'));
				const straight = await Promise.all(queues.map((queue) => readStraight(pool, queue)));
				await pool.query('CHECKPOINT');
				const straightMs = await timed(() => bookStraight(pool, straight));
				const againMs = await timed(() => sendAll(origin, queues, 'duplicate'));
				const deadlocks = (await countDeadlocks(pool)) - deadlocksBefore;
				const perSecond = (ms: number) => (total * 1000) / ms;
				return {
					seconds: httpMs / 1000,
					http: perSecond(httpMs),
					straight: perSecond(straightMs),
					again: perSecond(againMs),
					deadlocks
				};
			});
		}
	});
}

async function run(setting: Setting) {
	const shop = await BenchShop.open(Math.min(setting.products, 1_000), setting.log);
	try {
		const { push } = await measure(shop, setting);
		const http = pick(push, 'http');
		const straight = pick(push, 'straight');
		const unit = 'events/s';
		const batches = `${String(tillCount)} tills, batches of 200`;
		return [
			toRow({
				what: `upload over HTTP, ${batches}`,
				unit,
				values: http,
				baseline: straight,
				budget: { ratioAtLeast: 0.5 }
			}),
			toRow({ what: 'baseline: the same rows straight into the database', unit, values: straight }),
			toRow({
				what: `${setting.events.toLocaleString('en-US')} events over HTTP`,
				unit: 's',
				values: pick(push, 'seconds'),
				...(setting.events >= 25_000 && { budget: { atMost: 30 } })
			}),
			toRow({
				what: 'the same again, all duplicates (ratio: to the first upload)',
				unit,
				values: pick(push, 'again'),
				baseline: http,
				budget: { ratioAtLeast: 5 }
			}),
			toRow({ what: 'deadlocks', unit: '', values: pick(push, 'deadlocks'), budget: { atMost: 0 } })
		];
	} finally {
		await shop.close();
	}
}

export const bench: Bench = { title: 'Offline upload', run };
