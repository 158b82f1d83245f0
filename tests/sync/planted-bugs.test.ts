/** A simulator that misses a planted bug is no evidence: each of these has to be noticed. */
import { describe, it } from 'vitest';
import type { Browser, TillFlaws } from '../../src/commands/simulation/browser';
import type { Flaws } from '../../src/commands/simulation/run-seed';
import { anyBasket, seller, termsOf } from '../../src/commands/simulation/shopping';
import type { Weather, World } from '../../src/commands/simulation/world';
import { Dice } from '../../src/commands/chance/dice';
import { storeId } from '../../src/commands/simulation/memory-server';
import type { EventRow } from '../../src/lib/till/journal/rows';
import { expectNotice } from '../support/planted';
import type { JournalStore } from '../../src/lib/till/journal/store';
import type { Locks, Net } from '../../src/lib/till/ports';

function withStore(change: (store: JournalStore, browser: Browser, world: World) => Partial<JournalStore>): TillFlaws {
	return {
		context(context, browser, world) {
			const changed = change(context.store, browser, world);
			const store = new Proxy(context.store, {
				get: (target, name) => (Reflect.get(changed, name) as unknown) ?? (Reflect.get(target, name) as unknown)
			});
			return { ...context, store };
		}
	};
}

function withAnswers(change: (answer: Record<string, unknown>, sent: SentPush) => void): TillFlaws {
	return {
		context(context) {
			const { net } = context.ports;
			const fetch: Net['fetch'] = async (path, init) => {
				const response = await net.fetch(path, init);
				const text = await response.text();
				const { status, headers } = response;
				if (path !== '/api/sync/push' || status !== 200 || !text.startsWith('{')) {
					return new Response(text, { status, headers });
				}
				try {
					const answer = JSON.parse(text) as Record<string, unknown>;
					change(answer, JSON.parse(String(init.body)) as SentPush);
					return new Response(JSON.stringify(answer), { status, headers });
				} catch {
					return new Response(text, { status, headers });
				}
			};
			return { ...context, ports: { ...context.ports, net: { fetch } } };
		}
	};
}

type SentPush = { epoch: number; events: { seq: number; hash: string }[] };

const noLocks: Locks = { request: (_, __, work) => work({}), isHeld: () => Promise.resolve(false) };
const placeOf = ({ epoch, seq }: EventRow) => `${String(epoch)}/${String(seq)}`;

const bugs: Record<string, Flaws> = {
	'no lock and no check of the head': {
		till: {
			context(context, browser) {
				const { append } = context.store;
				const store = new Proxy(context.store, {
					get: (target, name) => {
						if (name !== 'append') return Reflect.get(target, name) as unknown;
						return (...[events, head, beside]: Parameters<typeof append>) => {
							for (const event of events) browser.disk.events.delete(placeOf(event));
							return append(events, head, beside);
						};
					}
				});
				return { ...context, store, ports: { ...context.ports, locks: noLocks } };
			}
		}
	},
	'a failed try is rung up again under a new id': {
		till: {
			async afterFailure({ till }) {
				const [last] = [...(await till.journal.store.events(1, 1, 200))].reverse();
				if (last?.type !== 'sale.completed') return;
				const { body } = JSON.parse(last.text) as { body: { basketId: string } };
				const basket = { ...anyBasket(new Dice(1), () => till.newId(), 0), id: body.basketId };
				await till.ringUp({ basket, pay: 'card', terms: termsOf(storeId), seller });
			}
		}
	},
	'a write error is swallowed and the receipt shown': {
		till: withStore((store) => ({ append: (...given) => store.append(...given).catch(() => 'written' as const) }))
	},
	'the number is taken before the sale is saved': {
		till: withStore((store, browser) => ({
			async append(events, head, beside) {
				const before = browser.disk.heads.get(head.epoch);
				if (before) browser.disk.heads.set(head.epoch, { ...before, lastReceiptNo: head.lastReceiptNo });
				await store.sync();
				return store.append(events, head, beside);
			}
		}))
	},
	'a late write brings a paid basket back': {
		till: {
			afterSale({ disk }, basketId) {
				const basket = { id: basketId, openedAtMs: 0, lines: [], discount: null, member: null, note: null };
				const rest = { v: 1, saleId: basketId, staffId: null, changedAtMs: 0, label: null } as const;
				if (disk.sales.size % 5 !== 0) return;
				disk.baskets.set(basketId, { ...rest, id: basketId, state: 'current', tenders: [], basket });
			}
		}
	},
	'a parked basket is in memory only': {
		till: {
			afterStart({ disk }) {
				for (const [id, { state }] of disk.baskets) if (state === 'parked') disk.baskets.delete(id);
			}
		}
	},
	'a start looks at the database alone': {
		till: { beforeStart: (_, context) => ({ ...context, copies: null, ports: { ...context.ports, marks: null } }) }
	},
	'a lost key makes a till as if it were new': {
		till: {
			beforeStart({ disk, profile }, context) {
				if (disk.device) return context;
				profile.files.clear();
				profile.marks.clear();
				for (const map of [disk.events, disk.heads, disk.held]) map.clear();
				return context;
			}
		}
	},
	'a new enrolment clears what is held of the former device': {
		till: withStore((store, { disk }) => ({
			async adopt(device) {
				for (const map of [disk.events, disk.held]) map.clear();
				return store.adopt(device);
			}
		}))
	},
	'what is held is dropped before the server answered': {
		till: withStore((store) => ({
			async held() {
				const rows = await store.held();
				for (const row of rows) await store.dropHeld({ ...row, lastSeq: row.seq });
				return [];
			}
		}))
	},
	'a copy that could not be written is taken for written': {
		till: {
			context(context, _, world) {
				const { copies } = context;
				if (!copies) return context;
				const write: typeof copies.write = async (origin, lines) => {
					if (!world.dice.chance(0.1)) await copies.write(origin, lines);
				};
				return { ...context, copies: { ...copies, write } };
			}
		}
	},
	'a pull passes over the first change behind its cursor': { server: { skipsChanges: true } },
	'the server lets a doubled sale id replace the first sale': { server: { replacesDoubled: true } },
	'the server books a doubled event id': { server: { booksDoubledEvents: true } },
	'the server drops the other branch of a fork': { server: { dropsBranches: true } },
	'the server keeps a fork and tells nobody': { server: { silentForks: true } },
	'each copy of a profile answers a newer epoch with another one': {
		till: withAnswers((answer) => {
			const watermark = answer.watermark as { epochs?: unknown };
			delete watermark.epochs;
		})
	},
	'the server tells nobody what a till has lost': { server: { hushesLoss: true } },
	'the server does not check the chain': { server: { skipsChain: true } },
	'the server acknowledges before it commits': { server: { acksBeforeCommit: true } },
	'the server applies duplicates again': { server: { appliesTwice: true } },
	'the server drops what it cannot read': { server: { dropsUnreadable: true } },
	'the till does not heed what the server asks for again': {
		till: withAnswers((answer, { epoch, events }) => {
			answer.order = { kind: 'none' };
			const last = events.at(-1);
			const watermark = answer.watermark as { head: unknown };
			if (last) watermark.head = { epoch, seq: last.seq, hash: last.hash };
		})
	},
	'the till sends again from one behind': {
		till: withStore((store) => ({
			events: (epoch, fromSeq, limit) => store.events(epoch, fromSeq > 1 && limit > 1 ? fromSeq + 1 : fromSeq, limit)
		}))
	},
	'the till takes a whole batch for acknowledged, whatever the answer': {
		till: withStore((store, browser) => ({
			saveProgress: (row, cases) =>
				store.saveProgress({ ...row, ackedSeq: browser.disk.heads.get(row.epoch)?.seq ?? row.ackedSeq }, cases)
		}))
	},
	'the till prunes what was not acknowledged': {
		till: withStore((store, browser) => ({
			prune: (epoch) => store.prune(epoch, browser.disk.heads.get(epoch)?.seq ?? 0),
			async append(events, head, beside) {
				const written = await store.append(events, head, beside);
				await store.prune(head.epoch, head.seq);
				return written;
			}
		}))
	},
	'receipt numbers begin again at 1 after a restart': {
		till: {
			afterStart({ disk }) {
				for (const [epoch, head] of disk.heads) disk.heads.set(epoch, { ...head, lastReceiptNo: 0 });
			}
		}
	},
	'a restart begins with an empty queue': {
		till: {
			afterStart({ disk }) {
				for (const { epoch, seq } of disk.heads.values()) {
					const fresh = { epoch, confirmedSeq: 0, backedUpSeq: 0, givenUpBelow: 0 };
					disk.progress.set(epoch, { ...fresh, ...disk.progress.get(epoch), ackedSeq: seq });
				}
			}
		}
	}
};

/** The faults that a bug needs, where common days hardly have them. */
const weather: Record<string, Weather> = {
	'the server tells nobody what a till has lost': {
		...{ damage: 8, server: 6, network: 3 },
		...{ crash: 0, key: 0, clone: 0, rollback: 0, restore: 0 }
	}
};

describe('the simulation notices', () => {
	for (const [name, flaws] of Object.entries(bugs)) it(name, () => expectNotice(flaws, weather[name]));
});
