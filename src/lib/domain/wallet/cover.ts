/**
 * Which lots pay how much of a basket. A conditional lot pays only its matching lines, so choosing for one lot can take a
 * line from another: lots are served in their order, and each finds room also by moving what earlier lots pay to other
 * lines they match. So an earlier lot never gives less because of a later one, and together they give the most possible.
 */
import { lineRule, type LotConditions } from './conditions';
import type { Take, WalletLine } from './lot';

/** What one payer may give at most, for which lines. */
export type Payer = { lotId: string; conditions: LotConditions | null; mostMinor: number };

/** Lines that the same payers match are one; `room` is what is left to pay of them. */
type Field = { key: string; room: number };

function toFields(payers: readonly Payer[], lines: readonly WalletLine[]): Field[] {
	const rules = payers.map(({ conditions }) => lineRule(conditions));
	const fields = new Map<string, Field>();
	for (const line of lines) {
		if (line.totalMinor <= 0) continue;
		const key = rules.map((allows) => (allows(line) ? '1' : '0')).join('');
		const field = fields.get(key) ?? { key, room: 0 };
		field.room += line.totalMinor;
		fields.set(key, field);
	}
	return [...fields.values()];
}

class Cover {
	/** `paid[payer][field]` */
	readonly paid: number[][];

	constructor(
		readonly fields: readonly Field[],
		payers: readonly Payer[]
	) {
		this.paid = payers.map(() => fields.map(() => 0));
	}

	/** Lets a payer give up to `most`; answers what it could. */
	give(payer: number, most: number): number {
		let left = most;
		while (left > 0) {
			const given = this.widen(payer, left);
			if (given === 0) break;
			left -= given;
		}
		return most - left;
	}

	/** One shortest way from the payer to a field with room, over earlier payers that can move elsewhere. */
	private widen(start: number, most: number): number {
		const cameFrom = new Map<number, { payer: number; before: number | null }>();
		const queue: { payer: number; before: number | null }[] = [{ payer: start, before: null }];
		const seen = new Set([start]);
		for (const { payer, before } of queue) {
			for (const [index, field] of this.fields.entries()) {
				if (field.key[payer] !== '1' || cameFrom.has(index)) continue;
				cameFrom.set(index, { payer, before });
				if (field.room > 0) return this.pay(index, cameFrom, most);
				for (const [other, row] of this.paid.entries()) {
					if ((row[index] ?? 0) === 0 || seen.has(other)) continue;
					seen.add(other);
					queue.push({ payer: other, before: index });
				}
			}
		}
		return 0;
	}

	private pay(last: number, cameFrom: Map<number, { payer: number; before: number | null }>, most: number): number {
		const steps: { payer: number; to: number; from: number | null }[] = [];
		for (let at: number | null = last; at !== null;) {
			const step = cameFrom.get(at);
			if (!step) throw new Error('a way without a start');
			steps.push({ payer: step.payer, to: at, from: step.before });
			at = step.before;
		}
		const amount = steps.reduce(
			(least, { payer, from }) => (from === null ? least : Math.min(least, this.paid[payer]?.[from] ?? 0)),
			Math.min(most, this.fields[last]?.room ?? 0)
		);
		for (const { payer, to, from } of steps) {
			const row = this.paid[payer];
			if (!row) throw new Error('no such payer');
			row[to] = (row[to] ?? 0) + amount;
			if (from !== null) row[from] = (row[from] ?? 0) - amount;
		}
		const field = this.fields[last];
		if (field) field.room -= amount;
		return amount;
	}
}

/**
 * Up to `wantedMinor` from `payers` in their order, for `lines`. `taken` is what the basket has been granted before: it
 * keeps its room on the lines. Answers one take a payer that gives anything.
 */
export function coverLines(
	payers: readonly Payer[],
	taken: readonly Payer[],
	lines: readonly WalletLine[],
	wantedMinor: number
): Take[] {
	const all = [...taken, ...payers];
	const cover = new Cover(toFields(all, lines), all);
	for (const [index, { mostMinor }] of taken.entries()) cover.give(index, mostMinor);
	const takes: Take[] = [];
	let left = wantedMinor;
	for (const [index, { lotId, mostMinor }] of payers.entries()) {
		if (left <= 0) break;
		const amountMinor = cover.give(taken.length + index, Math.min(mostMinor, left));
		left -= amountMinor;
		if (amountMinor > 0) takes.push({ lotId, amountMinor });
	}
	return takes;
}
