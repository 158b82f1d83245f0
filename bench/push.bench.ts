/**
 * Tills that were offline send what they sold, all at once, through HTTP. In the same round the rows the server made of it
 * go straight into the database by the same set-wise call, for other tills: what a server without HTTP, checks and
 * signatures could reach at most.
 */
import type pg from 'pg';
import { addProduct, newBasket } from '$lib/domain/basket/lines';
import type { ProductRecord } from '$lib/contract/sync/pull';
import { newId, systemPorts } from '$lib/server/ports';
import { HeadlessTill } from '$lib/till/headless';
import { memoryPorts } from '$lib/till/memory-ports';
import { fitBatch, toWire } from '$lib/till/sync/batch';
import { withSession } from '$lib/till/sync/session';
import { interleave, pick, seeded, timed, toRow, type Bench, type Figures, type Setting } from './harness';
import { BenchShop, insertTill } from './parts/shop';
import { seller, terms } from './parts/terms';

const tillCount = 4;
const linesPerSale = 5;
/** Goods the tills fight for: every batch of every till touches many of the same rows. */
const hotProducts = 300;

type Queue = { tillId: string; tillCode: string; token: string; bodies: string[]; events: number };

async function makeQueue(shop: BenchShop, events: number, goods: readonly ProductRecord[], seed: number) {
	const { tillId, tillCode, code } = await shop.newTill();
	const { origin } = shop.server;
	const ports = memoryPorts({
		clock: { now: () => Date.now(), after: () => () => undefined },
		random: { bytes: systemPorts.randomBytes },
		subtle: crypto.subtle,
		fetch: (path, init) => fetch(origin + path, init)
	});
	const enrolled = await HeadlessTill.enrol(ports, { code, deviceName: 'Bench' });
	if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
	const { till } = enrolled;
	const chance = seeded(seed);
	for (let done = 0; done < events - 2; done++) await ringUp(till, goods, chance);
	const session = await withSession(till.journal, (token) => Promise.resolve({ ok: true as const, value: token }));
	if (!session.ok) throw new Error(session.kind);
	return { tillId, tillCode, token: session.value, bodies: await bodiesOf(till), events } satisfies Queue;
}

async function ringUp(till: HeadlessTill, goods: readonly ProductRecord[], chance: () => number): Promise<void> {
	const nowMs = Date.now();
	let basket = newBasket(till.newId(), nowMs);
	for (let line = 0; line < linesPerSale; line++) {
		const product = goods[Math.floor(chance() * goods.length)];
		if (!product) continue;
		const taxRateBp = terms.price.taxRates.find(({ id }) => id === product.taxRateId)?.rateBp ?? 0;
		const change = addProduct(basket, product, { lineId: till.newId(), nowMs, taxRateBp });
		if (change.ok) basket = change.basket;
	}
	const sold = await till.ringUp({ basket, pay: 'cash', terms, seller });
	if (!sold.ok) throw new Error(sold.code);
}

/** The requests a till would make, ready to send: what the client costs is no part of the figure. */
async function bodiesOf({ journal: { store } }: HeadlessTill): Promise<string[]> {
	const report = {
		appVersion: 'bench',
		pending: 0,
		oldestPendingAt: null,
		clockOffsetMs: 0,
		staffId: null,
		storageKept: true
	};
	const bodies: string[] = [];
	for (let from = 1; ;) {
		const rows = fitBatch(await store.events(1, from, 200));
		if (rows.length === 0) return bodies;
		bodies.push(JSON.stringify({ epoch: 1, events: rows.map(toWire), report }));
		from += rows.length;
	}
}

/** Every till sends one batch after another; the tills send side by side. */
async function sendAll(origin: string, queues: readonly Queue[], wanted: 'applied' | 'duplicate'): Promise<void> {
	await Promise.all(
		queues.map(async ({ token, bodies }) => {
			for (const body of bodies) {
				const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
				const answer = await fetch(`${origin}/api/sync/push`, { method: 'POST', headers, body });
				const text = await answer.text();
				if (!answer.ok) throw new Error(text);
				const { answers } = JSON.parse(text) as { answers: { result: string }[] };
				const other = answers.find(({ result }) => result !== wanted);
				if (other) throw new Error(`An event was ${other.result}, not ${wanted}.`);
			}
		})
	);
}

type Straight = { tillId: string; batches: string[] };

/** The rows of a till as the server booked them, for a till that differs only in its ids. */
async function readStraight(pool: pg.Pool, { tillId, tillCode, events }: Queue): Promise<Straight> {
	const cloneId = newId(systemPorts);
	await insertTill(pool, cloneId, `${tillCode}C`);
	await pool.query(
		`INSERT INTO epochs SELECT (jsonb_populate_record(e, jsonb_build_object('till_id', $2::text, 'head_seq', 0))).* FROM epochs e WHERE till_id = $1`,
		[tillId, cloneId]
	);
	const batches: string[] = [];
	for (let from = 1; from <= events; from += 200) {
		const { rows } = await pool.query<{ batch: string }>(batchQuery, [tillId, from, from + 199, tillCode]);
		batches.push(rows[0]?.batch ?? '{}');
	}
	return { tillId: cloneId, batches };
}

const other = (column: string) => `md5('other ' || ${column}::text)::uuid`;
const ofSales = (table: string) => `(
	SELECT coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('sale_id', ${other('t.sale_id')})), '[]')
	FROM ${table} t JOIN sales s ON s.id = t.sale_id WHERE s.till_id = $1 AND s.seq BETWEEN $2 AND $3
)`;
const batchQuery = `SELECT jsonb_build_object(
	'events', (
		SELECT jsonb_agg(to_jsonb(e) || jsonb_build_object('id', ${other('e.id')}) ORDER BY e.seq)
		FROM journal_events e WHERE e.till_id = $1 AND e.seq BETWEEN $2 AND $3
	),
	'privates', '[]'::jsonb, 'cases', '[]'::jsonb,
	'sales', (
		SELECT coalesce(jsonb_agg(to_jsonb(s) || jsonb_build_object(
			'id', ${other('s.id')}, 'card_hmac', NULL,
			'receipt_number', replace(s.receipt_number, $4, $4 || 'C'),
			'receipt_token_hash', md5(s.receipt_token_hash)
		) ORDER BY s.seq), '[]')
		FROM sales s WHERE s.till_id = $1 AND s.seq BETWEEN $2 AND $3
	),
	'lines', ${ofSales('sale_lines')}, 'taxes', ${ofSales('sale_taxes')}, 'tenders', ${ofSales('sale_tenders')}
)::text AS batch`;

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
			for (let no = 0; no < tillCount; no++) queues.push(await makeQueue(shop, perTill, goods, seed++));
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
