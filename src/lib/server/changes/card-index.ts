/** The shop's cards as tills know them without network: keyed hashes and flags, nothing of a person (DESIGN.md §9). */
import { cardIndexHead, cardIndexTail, cardStates, entryBytes, prefixBytes } from '$lib/contract/sync/cards';
import type { Db } from '../db/client';
import { cardHmac, cardKey } from '../members/card';
import type { Ports } from '../ports';
import { readGeneration } from '../tills/epoch';
import { findHeadPosition, findKeptAfter } from './queries';
import { listCardFlags, listChangedCards, listTiers, readCardEntries } from './queries.cards';

/** 350 kB at a time. */
const pageEntries = 50_000;
/** More changes than this are no smaller than the whole of most shops. */
const mostChanges = 20_000;
const doubtful = cardStates.indexOf('doubtful');

/** What changed after a position, or everything. The position is read first: what changes meanwhile is sent again. */
export async function streamCards(db: Db, ports: Ports, since: number): Promise<ReadableStream<Uint8Array>> {
	const cursor = await findHeadPosition(db);
	const generation = await readGeneration(db);
	const tiers = await listTiers(db);
	const head = { generation, cursor, tiers };
	const changed = since === 0 || since > cursor ? null : await listChangedCards(db, since, cursor, mostChanges + 1);
	// Asked for last: what was removed while reading is told of as well.
	const isKept = since >= (await findKeptAfter(db));
	if (changed === null || changed.length > mostChanges || !isKept) {
		return toStream(cardIndexHead({ whole: true, ...head }), wholeEntries(db, tiers));
	}
	return toStream(cardIndexHead({ whole: false, ...head }), changedEntries(db, ports, changed, tiers));
}

async function* wholeEntries(db: Db, tiers: readonly string[]): AsyncGenerator<Uint8Array> {
	let after: Buffer | null = null;
	for (;;) {
		const page: Awaited<ReturnType<typeof readCardEntries>> = await readCardEntries(db, after, pageEntries, tiers);
		if (page.entries) yield page.entries;
		if (page.count < pageEntries) return;
		after = page.last;
	}
}

/** One entry a prefix, and 0 where no card is left. */
async function* changedEntries(
	db: Db,
	ports: Ports,
	numbers: readonly string[],
	tiers: readonly string[]
): AsyncGenerator<Uint8Array> {
	const key = await cardKey(db, ports);
	const flags = new Map(numbers.map((number) => [cardHmac(key, number).toString('hex', 0, prefixBytes), 0]));
	const prefixes = [...flags.keys()].map((hex) => Buffer.from(hex, 'hex'));
	for (const card of await listCardFlags(db, prefixes, tiers)) {
		const hex = card.prefix.toString('hex');
		flags.set(hex, flags.get(hex) === 0 ? (card.flags[0] ?? doubtful) : doubtful);
	}
	const entries = [...flags].sort(([a], [b]) => (a < b ? -1 : 1));
	yield Buffer.concat(entries.map(([hex, flag]) => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.of(flag)])));
}

function toStream(head: Uint8Array, entries: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
	let bytes = 0;
	return new ReadableStream({
		start: (controller) => controller.enqueue(head),
		async pull(controller) {
			const { value, done } = await entries.next();
			if (!done) {
				bytes += value.length;
				return controller.enqueue(value);
			}
			controller.enqueue(cardIndexTail(bytes / entryBytes));
			controller.close();
		},
		cancel: async () => void (await entries.return(undefined))
	});
}
