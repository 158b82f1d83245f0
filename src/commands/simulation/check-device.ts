/** What a till that has come to rest must hold: a living branch, a whole copy, the goods of the server. */
import { progressOf } from '$lib/till/sync/progress';
import type { Browser } from './browser';
import type { Books } from './check';
import type { StoredJournal } from './check-journal';

export function checkDevice(browser: Browser, journals: readonly StoredJournal[]): string[] {
	const { disk, isOver, profile } = browser;
	const { device } = disk;
	if (!device || isOver) return [];
	const problems: string[] = [];
	const [epoch, head] = [...disk.heads].sort(([a], [b]) => a - b).at(-1) ?? [0, null];
	const journal = journals.find((one) => one.till === device.tillId && one.epoch === epoch);
	const branch = journal?.events.find(({ hash }) => hash === head?.hash)?.branch;
	if (branch !== 0)
		problems.push(
			`I8: ${device.tillCode} goes on in ${branch === undefined ? 'nothing' : 'a branch'} of epoch ${String(epoch)}`
		);
	const copied = new Set([...profile.files.values()].flatMap(({ lines }) => lines.map(({ hash }) => hash)));
	const progress = [...disk.progress.values()];
	for (const row of disk.events.values()) {
		// What is in a backup may have left the files.
		const { ackedSeq, backedUpSeq, forked } = progressOf(progress, row.epoch);
		// Of a forked epoch that is not remembered.
		if (forked || row.seq <= Math.min(ackedSeq, backedUpSeq) || copied.has(row.hash)) continue;
		problems.push(`I26: the copy of ${device.tillCode} lacks ${String(row.epoch)}/${String(row.seq)}`);
	}
	return problems;
}

/** What damage took from the journal for good has a case at the server that names it, or came there all the same (I26). */
export function checkLoss({ disk, isOver, profile }: Browser, { journals, cases }: Books): string[] {
	const { device } = disk;
	if (!device || isOver || profile.wasWiped || profile.splitTills.has(device.tillCode)) return [];
	const own = journals.filter(({ till }) => till === device.tillId);
	const named = cases.flatMap(({ missing }) => missing.filter(({ till }) => till === device.tillId));
	return profile.lostUnsent.flatMap(({ epoch, seq, hash }) => {
		const came = own.some(({ events }) => events.some((event) => event.hash === hash));
		const isNamed = named.some((range) => range.epoch === epoch && range.fromSeq <= seq && seq <= range.toSeq);
		const where = `${device.tillCode} ${String(epoch)}/${String(seq)}`;
		return came || isNamed ? [] : [`I26: ${where} was lost and the server does not know`];
	});
}

/** Same goods as the server's, row by row (I24). */
export function checkGoods({ profile, disk, isOver }: Browser, goods: ReadonlyMap<string, unknown>): string[] {
	if (isOver || !disk.device) return [];
	const own = [...profile.goods.rows].map(([key, { data }]) => [key, data] as const);
	const sorted = (rows: Iterable<readonly [string, unknown]>) =>
		JSON.stringify([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
	return sorted(own) === sorted(goods) ? [] : [`I24: ${disk.device.tillCode} has other goods than the server`];
}
