/** What must be true once everything has come to rest. The numbers are those of the invariants the product promises. */
import { createHash } from 'node:crypto';
import type { Envelope } from '$lib/contract/sync/event';
import type { SaleBody } from '$lib/domain/receipt/sale';

/** Written outside of the product at the moment a receipt was shown (or another event was said to stand). */
export type Witness = { hash: string; sale: { saleId: string; basketId: string; receiptNumber: string } | null };

export type StoredJournal = {
	till: string;
	epoch: number;
	epochHash: string;
	/** The till said that it lost events. */
	hasGaps: boolean;
	events: { seq: number; branch: number; hash: string; text: string; result: string }[];
};

export type Books = { journals: StoredJournal[]; sales: { body: SaleBody; hash: string }[] };

export function check(witnesses: readonly Witness[], destroyed: ReadonlySet<string>, books: Books): string[] {
	return [
		...checkWitnesses(witnesses, destroyed, books),
		...checkOnce(books.sales),
		...books.journals.flatMap(checkJournal),
		...books.sales.flatMap(({ body }) => checkMoney(body))
	];
}

function checkWitnesses(witnesses: readonly Witness[], destroyed: ReadonlySet<string>, books: Books): string[] {
	const held = new Set(books.journals.flatMap(({ events }) => events.map(({ hash }) => hash)));
	const booked = new Map(books.sales.map(({ body, hash }) => [body.saleId, hash]));
	const problems: string[] = [];
	for (const { hash, sale } of witnesses) {
		if (destroyed.has(hash)) continue;
		if (!held.has(hash))
			problems.push(`I1/I5: an event that stood (${sale?.receiptNumber ?? 'no sale'}) is not on the server`);
		else if (sale && booked.get(sale.saleId) !== hash)
			problems.push(`I1: sale ${sale.receiptNumber} is not what was shown`);
	}
	return problems;
}

function checkOnce(sales: Books['sales']): string[] {
	const problems: string[] = [];
	for (const [what, of] of [
		['sale', ({ body }) => body.saleId],
		['basket', ({ body }) => body.basketId],
		['receipt number', ({ body }) => body.receiptNumber]
	] satisfies [string, (sale: Books['sales'][number]) => string][]) {
		const seen = new Set<string>();
		for (const sale of sales) {
			if (seen.has(of(sale))) problems.push(`I2: the same ${what} was booked twice (${sale.body.receiptNumber})`);
			seen.add(of(sale));
		}
	}
	return problems;
}

function checkJournal({ till, epoch, epochHash, hasGaps, events }: StoredJournal): string[] {
	const where = `${till} epoch ${String(epoch)}`;
	const problems: string[] = [];
	const journal = events.filter(({ branch }) => branch === 0).sort((a, b) => a.seq - b.seq);
	if (journal.length < events.length) problems.push(`I8: ${where} has a fork`);
	let before = { seq: 0, hash: epochHash };
	let number = 0;
	for (const { seq, hash, text } of journal) {
		const { prev, type, body } = JSON.parse(text) as Envelope;
		if (createHash('sha256').update(text, 'utf8').digest('base64url') !== hash)
			problems.push(`I7: ${where} hash of ${String(seq)}`);
		if (seq !== before.seq + 1 && !hasGaps)
			problems.push(`I7: ${where} goes from ${String(before.seq)} to ${String(seq)}`);
		if (seq === before.seq + 1 && prev !== before.hash) problems.push(`I7: ${where} chain breaks at ${String(seq)}`);
		before = { seq, hash };
		if (type !== 'sale.completed') continue;
		const { receiptNumber } = body as SaleBody;
		const found = Number(receiptNumber.split('-').at(-1));
		const isNext = hasGaps ? found > number : found === number + 1;
		if (!isNext || !receiptNumber.includes(`-${String(epoch)}-`)) {
			problems.push(`I6: ${where} receipt ${receiptNumber} after ${String(number)}`);
		}
		number = found;
	}
	return problems;
}

/** In whole numbers of any size, apart from the product's own sums. */
function checkMoney({ receiptNumber, lines, spends, taxes, tenders, totals, pricesIncludeTax }: SaleBody): string[] {
	const sum = (amounts: number[]) => amounts.reduce((all, amount) => all + BigInt(amount), 0n);
	const linesMinor = sum(lines.map(({ totalMinor }) => totalMinor)) - sum(spends.map(({ amountMinor }) => amountMinor));
	const tax = sum(taxes.map(({ taxMinor }) => taxMinor));
	const due = pricesIncludeTax ? linesMinor : linesMinor + tax;
	const paid = sum(tenders.map(({ amountMinor }) => amountMinor));
	const net = sum(taxes.map(({ netMinor }) => netMinor));
	const fits =
		due === BigInt(totals.dueMinor) &&
		paid === BigInt(totals.dueMinor) + BigInt(totals.roundingMinor) &&
		net + tax === due &&
		[...lines.map(({ totalMinor }) => totalMinor), totals.dueMinor].every(Number.isSafeInteger);
	return fits ? [] : [`I9: receipt ${receiptNumber} does not add up`];
}
