/** The expiry run (specs/crmcom-api.md §5.7): what ran out unspent leaves the wallet. Held value stays until its hold ends. */
import { move, type Posting } from './posting';
import { freeMinor, isExpired, type Lot } from './lot';

/**
 * Value that runs out first settles what the member owes in its currency, oldest debt first; the rest expires. Run twice:
 * the second time nothing is left to do.
 */
export function decideExpiry(
	lots: readonly Lot[],
	atMs: number
): { postings: Posting[]; expired: Map<string, number> } {
	const byAge = [...lots].sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
	const debts = new Map(byAge.map((lot) => [lot, Math.max(-freeMinor(lot), 0)]));
	const postings: Posting[] = [];
	const expired = new Map<string, number>();
	for (const lot of byAge) {
		if (!isExpired(lot, atMs)) continue;
		let left = Math.max(freeMinor(lot), 0);
		for (const [debtor, owed] of debts) {
			const settled = debtor.currency === lot.currency ? Math.min(owed, left) : 0;
			if (settled === 0) continue;
			postings.push(...move({ lot: lot.id }, { lot: debtor.id }, lot.currency, settled));
			debts.set(debtor, owed - settled);
			left -= settled;
		}
		postings.push(...move({ lot: lot.id }, 'expiry', lot.currency, left));
		if (left > 0) expired.set(lot.currency, (expired.get(lot.currency) ?? 0) + left);
	}
	return { postings, expired };
}
