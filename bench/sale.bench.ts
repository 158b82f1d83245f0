/**
 * A till of ours that is online: each sale with award is pushed at once, alone, several tills side by side. In the same round
 * the rows the server made of it go straight into the database, one call a sale, for other tills.
 */
import type pg from 'pg';
import { interleave, pick, spread, timed, toRow, type Bench, type Figures, type Setting } from './harness';
import { eachTill } from './parts/each';
import { fillMembers, fillOffers, memberId } from './parts/member-set';
import { makeQueue, sendOne, type Queue } from './parts/queue';
import { BenchShop } from './parts/shop';
import { cloneTill, eventRows, ledgerRows } from './parts/straight';
import { terms } from './parts/terms';

const tillCount = 8;
const memberCount = 2_000;

const bookOne = `WITH locked AS MATERIALIZED (SELECT member_id FROM wallets WHERE member_id = $4 FOR NO KEY UPDATE)
	SELECT book_events($1, 1, $2, $3::jsonb), book_ledger($5::jsonb), (SELECT count(*) FROM locked)`;

type Straight = { tillId: string; sales: { events: string; ledger: string; member: string | null }[] };

async function readStraight(pool: pg.Pool, queue: Queue): Promise<Straight> {
	const sales: Straight['sales'] = [];
	for (let seq = 1; seq <= queue.events; seq++) {
		const { batch, member } = await ledgerRows(pool, queue, seq);
		sales.push({ events: await eventRows(pool, queue, seq, seq), ledger: batch, member });
	}
	return { tillId: await cloneTill(pool, queue), sales };
}

async function measure(shop: BenchShop, { rounds, events, log }: Setting) {
	const { origin } = shop.server;
	const perTill = Math.max(20, Math.ceil(Math.min(events, 4_000) / tillCount));
	let seed = 500;
	return interleave(rounds, {
		sale: async (): Promise<Figures> => {
			log(`ringing up ${String(perTill * tillCount)} sales …`);
			const memberOf = (chance: () => number) => {
				const n = 1 + Math.floor(chance() * memberCount);
				return { memberId: memberId(n), cardHmac: null, cardLast4: '', name: null };
			};
			const selling = { events: perTill, goods: shop.products, perRequest: 1, memberOf };
			const queues: Queue[] = [];
			for (let no = 0; no < tillCount; no++) queues.push(await makeQueue(shop, { ...selling, seed: seed++ }));
			return shop.withPool(async (pool) => {
				await pool.query('CHECKPOINT');
				const http = await eachTill(queues, async ({ token, bodies }, note) => {
					for (const body of bodies) note(await timed(() => sendOne(origin, token, body, 'applied')));
				});
				const straight: Straight[] = [];
				for (const queue of queues) straight.push(await readStraight(pool, queue));
				await pool.query('CHECKPOINT');
				const raw = await eachTill(straight, async ({ tillId, sales }, note) => {
					for (const { events: rows, ledger, member } of sales) {
						const given = [tillId, terms.store.storeId, rows, member, ledger];
						note(await timed(() => pool.query(bookOne, given)));
					}
				});
				const [over, under] = [spread(http.times), spread(raw.times)];
				return {
					...{ http: http.perSecond, straight: raw.perSecond },
					...{ http50: over.p50 ?? 0, http99: over.p99 ?? 0, straight50: under.p50 ?? 0, straight99: under.p99 ?? 0 },
					awarded: await shareAwarded(pool, queues)
				};
			});
		}
	});
}

/** How many of the sales gave their member something: otherwise this would measure less than it says. */
async function shareAwarded(pool: pg.Pool, queues: readonly Queue[]): Promise<number> {
	const { rows } = await pool.query<{ share: number }>(
		`SELECT avg((EXISTS (SELECT FROM lots l WHERE l.sale_id = s.id))::int)::float AS share FROM sales s WHERE s.till_id = ANY ($1)`,
		[queues.map(({ tillId }) => tillId)]
	);
	return rows[0]?.share ?? 0;
}

async function run(setting: Setting) {
	const shop = await BenchShop.open(1_000, setting.log);
	try {
		await shop.withPool(async (pool) => {
			await fillOffers(pool);
			await fillMembers(pool, memberCount, setting.log);
		});
		const { sale } = await measure(shop, setting);
		const of = (figure: string) => pick(sale, figure);
		const unit = 'sales/s';
		const tills = `${String(tillCount)} tills, one sale a request`;
		return [
			toRow({
				...{ what: `sale with award over HTTP, ${tills}`, unit, values: of('http'), baseline: of('straight') }
			}),
			toRow({ what: 'baseline: the same rows, one call a sale', unit, values: of('straight') }),
			toRow({ what: 'a sale, p50', unit: 'ms', values: of('http50'), baseline: of('straight50') }),
			toRow({ what: 'a sale, p99', unit: 'ms', values: of('http99'), baseline: of('straight99') }),
			toRow({ what: 'share of sales that gave an award', unit: '', values: of('awarded'), budget: { atLeast: 0.95 } })
		];
	} finally {
		await shop.close();
	}
}

export const bench: Bench = { title: 'Sale pushed at once', run };
