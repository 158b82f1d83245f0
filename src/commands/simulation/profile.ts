/** Everything a browser keeps for the till. It can be copied, put back, damaged or lost, and must say so afterwards. */
import { emptyDisk, type MemoryDisk } from '$lib/till/journal/memory-store';
import type { EventRow } from '$lib/till/journal/rows';
import type { StartUp } from '$lib/till/journal/start-up';
import { emptyGoods, type GoodsDisk } from './goods';
import { damage, type CopyDisk } from './storage';
import type { Dice } from '../chance/dice';

type Kept = { disk: MemoryDisk; goods: GoodsDisk; files: CopyDisk; marks: Map<string, string> };

/** How a key can go: with the whole database, alone, or alone with files and marks. */
export const keyLosses = ['database', 'key', 'key, files and marks'] as const;

export class Profile {
	readonly disk: MemoryDisk;
	readonly goods: GoodsDisk;
	readonly files: CopyDisk;
	readonly marks: Map<string, string>;
	/** Hashes of events that no place on this device holds any more. */
	readonly destroyed = new Set<string>();
	/** Codes of tills it was when it was copied or put back: what they sell may come twice, and the server has to say so. */
	readonly splitTills = new Set<string>();
	/** Everything went at once: baskets need not be there any more. */
	wasWiped = false;
	/** The database lost rows of the journal. */
	wasDamaged = false;
	/** What went with them for good before it was sent: the server has to be told. */
	readonly lostUnsent: EventRow[] = [];
	#saved: Kept | null = null;
	/** Unsent rows the database lost and no start has accounted for yet. */
	#missing: EventRow[] = [];
	/** The next start must not take this for a new tablet. */
	#mustKnow = false;

	constructor(kept?: Kept) {
		const { disk, goods, files, marks } = kept ?? {
			disk: emptyDisk(),
			goods: emptyGoods(),
			files: new Map(),
			marks: new Map()
		};
		[this.disk, this.goods, this.files, this.marks] = [disk, goods, files, marks];
	}

	#kept(): Kept {
		const { disk, goods, files, marks } = this;
		const { device, ...rest } = disk;
		const copied = structuredClone({ disk: rest, goods, files, marks });
		return { ...copied, disk: { ...copied.disk, device } };
	}

	/** The same profile on another tablet. */
	clone(): Profile {
		this.#split();
		return new Profile(this.#kept());
	}

	#split(): void {
		if (this.disk.device) this.splitTills.add(this.disk.device.tillCode);
	}

	save(): void {
		this.#saved = this.#kept();
	}

	/** The tablet is put back to what was saved; nothing on it knows. */
	putBack(): boolean {
		const saved = this.#saved;
		if (!saved) return false;
		this.#saved = null;
		this.#split();
		for (const [place, { hash }] of this.disk.events) if (!saved.disk.events.has(place)) this.destroyed.add(hash);
		for (const { hash } of this.disk.held.values()) if (!saved.disk.held.has(hash)) this.destroyed.add(hash);
		for (const { lines } of this.files.values()) for (const { hash } of lines) this.destroyed.add(hash);
		Object.assign(this.disk, saved.disk);
		Object.assign(this.goods, saved.goods);
		refill(this.files, saved.files);
		refill(this.marks, saved.marks);
		this.#split();
		this.wasWiped = true;
		this.#missing = [];
		this.#mustKnow = this.#outlivesKey();
		return true;
	}

	/** The database is not what it was. */
	damage(keep: number): void {
		const acked = new Map([...this.disk.progress.values()].map(({ epoch, ackedSeq }) => [epoch, ackedSeq]));
		this.wasDamaged = true;
		const { lost, gone } = damage(this.disk, this.files, keep);
		for (const hash of gone) this.destroyed.add(hash);
		const unsent = lost.filter(({ epoch, seq }) => seq > (acked.get(epoch) ?? 0));
		this.#missing.push(...unsent);
		this.lostUnsent.push(...unsent.filter(({ hash }) => gone.includes(hash)));
	}

	loseKey(dice: Dice): void {
		const how = dice.pick(keyLosses);
		const rows = [...this.disk.events.values(), ...this.disk.held.values()];
		if (how === 'database') {
			const copied = new Set([...this.files.values()].flatMap(({ lines }) => lines.map(({ hash }) => hash)));
			for (const { hash } of rows) if (!copied.has(hash)) this.destroyed.add(hash);
			Object.assign(this.disk, emptyDisk());
			Object.assign(this.goods, emptyGoods());
		}
		if (how === 'key, files and marks') {
			const here = new Set(rows.map(({ hash }) => hash));
			for (const { lines } of this.files.values()) {
				for (const { hash } of lines) if (!here.has(hash)) this.destroyed.add(hash);
			}
			this.files.clear();
			this.marks.clear();
		}
		this.disk.device = null;
		this.wasWiped = true;
		this.#missing = [];
		this.#mustKnow = this.#outlivesKey();
	}

	/** Whether something here tells of a till whose key is gone. */
	#outlivesKey(): boolean {
		const { device, events, held } = this.disk;
		if (device) return false;
		return events.size + held.size + this.files.size > 0 || this.marks.has('tillit-high-water');
	}

	#isGivenUp(epoch: number, seq: number): boolean {
		return (this.disk.progress.get(epoch)?.givenUpBelow ?? 0) > seq;
	}

	/** What a start says of the loss before it has to be all of it (I26). */
	judgeStart(found: StartUp): string[] {
		const problems: string[] = [];
		if (found.kind === 'fresh' && this.#mustKnow)
			problems.push('I26: a till that lost its key starts as if it were new');
		this.#mustKnow = false;
		const { lost } = found.kind === 'ready' ? found : { lost: null };
		for (const { epoch, seq } of found.kind === 'ready' ? this.#missing : []) {
			const isBack = this.disk.events.has(`${String(epoch)}/${String(seq)}`);
			const isShown = lost !== null && (lost.epoch > epoch || (lost.epoch === epoch && lost.toSeq >= seq));
			// A start that was cut off had ordered it; the screen is told by the next epoch's case.
			const isTold = isShown || this.disk.sync.order === 'lost_events' || this.#isGivenUp(epoch, seq);
			if (!isBack && !isTold) problems.push(`I26: entry ${String(epoch)}/${String(seq)} is lost without a word`);
		}
		this.#missing = [];
		return problems;
	}
}

function refill<V>(map: Map<string, V>, from: ReadonlyMap<string, V>): void {
	map.clear();
	for (const [key, value] of from) map.set(key, value);
}
