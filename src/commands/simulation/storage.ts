/** A device's storage: what was committed outlives every crash, what was not is gone, and writes may fail. */
import type { BasketStore } from '$lib/till/baskets/basket-desk';
import type { CatalogueStore } from '$lib/till/catalogue/store';
import type { CopyHead, CopyLine, CopyOrigin, JournalCopies } from '$lib/till/journal/copies';
import { MemoryJournalStore, type MemoryDisk } from '$lib/till/journal/memory-store';
import type { EventRow } from '$lib/till/journal/rows';
import type { JournalStore } from '$lib/till/journal/store';
import { MemoryCatalogue, type GoodsDisk } from './goods';
import type { Process, World } from './world';

const writes = new Set([
	...['append', 'restore', 'saveProgress', 'updateSync', 'adopt', 'setAside', 'dropHeld', 'prune', 'purge'],
	...['saveBasket', 'removeBasket', 'begin', 'addPage', 'finish', 'apply', 'clear']
]);

/** A store as a process sees it: a pause before and after every call, and faults on writing. */
function faulty<T extends object>(world: World, process: Process, store: T): T {
	const around = async (name: string, work: () => Promise<unknown>): Promise<unknown> => {
		await world.pause(process);
		if (writes.has(name) && world.strikes('disk', 0.01)) throw named('QuotaExceededError');
		const answer = await work();
		// The connection breaks behind the commit.
		if (writes.has(name) && world.strikes('disk', 0.01)) throw named('DatabaseClosedError');
		await world.pause(process);
		return answer;
	};
	return new Proxy(store, {
		get(target, name) {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') return member;
			return (...given: unknown[]) =>
				around(String(name), () => Reflect.apply(member, target, given) as Promise<unknown>);
		}
	});
}

export function storeOf(world: World, process: Process, disk: MemoryDisk): JournalStore {
	return faulty<JournalStore>(world, process, new MemoryJournalStore(disk));
}

export function goodsOf(world: World, process: Process, disk: GoodsDisk): CatalogueStore {
	return faulty<CatalogueStore>(world, process, new MemoryCatalogue(disk));
}

export function basketsOf(world: World, process: Process, disk: MemoryDisk): BasketStore {
	return faulty<BasketStore>(world, process, {
		saveBasket: async (basket) => void disk.baskets.set(basket.id, structuredClone(basket)),
		removeBasket: async (id) => void disk.baskets.delete(id),
		basket: async (id) => disk.baskets.get(id) ?? null,
		baskets: async (state) => [...disk.baskets.values()].filter((basket) => basket.state === state)
	});
}

function named(name: string): Error {
	return Object.assign(new Error('simulated'), { name });
}

/** The copies in files; by device and epoch. */
export type CopyDisk = Map<string, { origin: CopyOrigin; lines: CopyLine[] }>;

export function copiesOf(world: World, process: Process, files: CopyDisk): JournalCopies {
	const keyOf = (deviceId: string, epoch: number) => `${deviceId}/${String(epoch)}`;
	return {
		async write(origin, lines) {
			await world.pause(process);
			if (world.strikes('disk', 0.03)) throw named('NoModificationAllowedError');
			const key = keyOf(origin.deviceId, origin.epoch);
			const file = files.get(key) ?? { origin, lines: [] };
			file.lines.push(...lines);
			files.set(key, file);
			await world.pause(process);
		},
		async heads() {
			await world.pause(process);
			return [...files].map(([segment, { origin, lines }]): CopyHead => {
				return { segment, origin, last: lines.at(-1) ?? null };
			});
		},
		async read(deviceId, epoch, fromSeq) {
			await world.pause(process);
			const found = new Map<number, CopyLine>();
			for (const line of files.get(keyOf(deviceId, epoch))?.lines ?? []) {
				if (line.seq >= fromSeq && !found.has(line.seq)) found.set(line.seq, line);
			}
			return [...found.values()].sort((a, b) => a.seq - b.seq);
		},
		async drop(deviceId, epoch, throughSeq) {
			await world.pause(process);
			const file = files.get(keyOf(deviceId, epoch));
			if (file && file.lines.every(({ seq }) => seq <= throughSeq)) files.delete(keyOf(deviceId, epoch));
		}
	};
}

/**
 * A browser puts an older or an empty database in place of a damaged one; key and facts of the connection may survive.
 * Answers what it lost, and the hashes of what the copy does not hold either.
 */
export function damage(disk: MemoryDisk, files: CopyDisk, keep: number): { lost: EventRow[]; gone: string[] } {
	const inOrder = [...disk.events.values()].sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
	const kept = inOrder.slice(0, Math.floor(inOrder.length * keep));
	const lost = inOrder.slice(kept.length);
	disk.events = new Map(kept.map((event) => [`${String(event.epoch)}/${String(event.seq)}`, event]));
	for (const [epoch, head] of [...disk.heads]) {
		const last = kept.findLast((event) => event.epoch === epoch);
		const seq = last?.seq ?? 0;
		if (head.seq <= seq) continue;
		const sold = [...disk.sales.values()].filter((sale) => sale.epoch === epoch && sale.seq <= seq);
		const numbers = sold.map(({ receiptNumber }) => Number(receiptNumber.slice(receiptNumber.lastIndexOf('-') + 1)));
		if (!last) disk.heads.delete(epoch);
		else disk.heads.set(epoch, { ...head, seq, hash: last.hash, lastReceiptNo: Math.max(0, ...numbers) });
	}
	const gone = new Set(lost.map(({ hash }) => hash));
	for (const [id, { epoch, seq }] of [...disk.sales]) {
		if (!disk.events.has(`${String(epoch)}/${String(seq)}`)) disk.sales.delete(id);
	}
	for (const { lines } of files.values()) for (const { hash } of lines) gone.delete(hash);
	return { lost, gone: [...gone] };
}
