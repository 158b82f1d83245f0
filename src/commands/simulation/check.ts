/** What must be true once everything has come to rest. The numbers are those of the invariants the product promises. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import { checkJournal, type StoredJournal } from './check-journal';

/** Written outside of the product at the moment a receipt was shown (or another event was said to stand). */
export type Witness = { hash: string; sale: { saleId: string } | null };

/** Hashes of two events that say different things under one id: of their sale, or of the event itself. */
export type Doubled = { kind: 'sale' | 'event'; first: string; second: string };

export type Sale = { id: string; body: SaleBody; hash: string };

/** Events that a case says nobody has any more. */
export type Missing = { till: string; epoch: number; fromSeq: number; toSeq: number };

export type Books = {
	journals: StoredJournal[];
	/** In the order of booking. */
	sales: Sale[];
	cases: { hash: string; codes: string[]; missing: Missing[] }[];
};

/** What happened outside of the product. */
export type Story = {
	witnesses: readonly Witness[];
	/** Hashes of events that no device holds any more. */
	destroyed: ReadonlySet<string>;
	doubled: readonly Doubled[];
	/** Codes of tills whose profile was copied or put back. */
	split: ReadonlySet<string>;
};

export function check(story: Story, books: Books): string[] {
	const codes = new Map(books.cases.map((one) => [one.hash, one.codes]));
	return [
		...checkWitnesses(story, books),
		...checkOnce(story, books.sales, codes),
		...checkDoubled(story, books, codes),
		...books.journals.flatMap((journal) => checkJournal(journal, story.split, codes)),
		...books.sales.flatMap(({ body }) => checkMoney(body))
	];
}

function checkWitnesses({ witnesses, destroyed }: Story, { journals, sales }: Books): string[] {
	const held = new Set(journals.flatMap(({ events }) => events.map(({ hash }) => hash)));
	const booked = new Map(sales.map((sale) => [sale.hash, sale]));
	const problems: string[] = [];
	for (const { hash, sale } of witnesses) {
		if (!held.has(hash)) {
			if (!destroyed.has(hash))
				problems.push(`I1/I5: an event that stood (${sale ? 'a sale' : 'no sale'}) is not on the server`);
		} else if (sale && booked.get(hash)?.body.saleId !== sale.saleId) {
			problems.push(`I1: sale ${sale.saleId} is not what was shown`);
		}
	}
	return problems;
}

type Codes = ReadonlyMap<string, string[]>;

/** Nothing twice; where a tampered or copied till did it all the same, every further one has its case. */
function checkOnce({ split, doubled }: Story, sales: Books['sales'], codes: Codes): string[] {
	const problems: string[] = [];
	const tampered = new Set(doubled.map(({ second }) => second));
	for (const [what, of, code] of [
		['event', ({ hash }) => hash, null],
		['id', ({ id }) => id, null],
		['sale', ({ body }) => body.saleId, 'sale_id_doubled'],
		['basket', ({ body }) => body.basketId, 'sale_id_doubled'],
		['receipt number', ({ body }) => body.receiptNumber, 'receipt_number_doubled']
	] satisfies [string, (sale: Sale) => string, string | null][]) {
		const seen = new Set<string>();
		for (const sale of sales) {
			const isSecond = seen.has(of(sale));
			seen.add(of(sale));
			if (!isSecond) continue;
			const { receiptNumber } = sale.body;
			const mayBe = code !== null && (tampered.has(sale.hash) || split.has(tillCodeOf(receiptNumber)));
			if (!mayBe) problems.push(`I2: the same ${what} was booked twice (${receiptNumber})`);
			else if (!codes.get(sale.hash)?.includes(code))
				problems.push(`I4: the second ${what} (${receiptNumber}) has no case`);
		}
	}
	return problems;
}

function tillCodeOf(receiptNumber: string): string {
	return receiptNumber.slice(0, receiptNumber.indexOf('-'));
}

/** The first stands as it was; the second is there to be seen, and for an event's id only as evidence. */
function checkDoubled({ doubled }: Story, { journals, sales }: Books, codes: Codes): string[] {
	const events = new Map(journals.flatMap((journal) => journal.events.map((event) => [event.hash, event])));
	const problems: string[] = [];
	for (const { kind, first, second } of doubled) {
		// What was lost with a device can double nothing.
		if (!events.has(first) || !events.has(second)) continue;
		const has = (code: string) => [first, second].some((hash) => codes.get(hash)?.includes(code));
		if (kind === 'event') {
			const results = [first, second].map((hash) => events.get(hash)?.result);
			const isRight = results.filter((result) => result === 'quarantined').length === 1 && has('event_id_doubled');
			if (!isRight) problems.push(`I4: an event id was used twice, and the second was ${results.join(' and ')}`);
			continue;
		}
		const both = sales.filter(({ hash }) => hash === first || hash === second);
		const own = both.filter(({ id, body }) => id === body.saleId);
		const stands = sales.find(({ id }) => id === both[0]?.body.saleId);
		if (both.length !== 2 || own.length > 1 || !stands || !has('sale_id_doubled'))
			problems.push(`I4: of a doubled sale ${String(both.length)} are booked, ${String(own.length)} under its id`);
	}
	return problems;
}

/** In whole numbers of any size, apart from the product's own sums. */
function checkMoney({
	kind,
	receiptNumber,
	lines,
	spends,
	taxes,
	tenders,
	totals,
	pricesIncludeTax
}: SaleBody): string[] {
	const sum = (amounts: number[]) => amounts.reduce((all, amount) => all + BigInt(amount), 0n);
	const spent = sum(spends.map(({ amountMinor }) => amountMinor));
	// What goes back into the wallet is not paid out.
	const linesMinor = sum(lines.map(({ totalMinor }) => totalMinor)) + (kind === 'return' ? spent : -spent);
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
