/** What stands on the other side is made to agree with the books: the sale as it was paid, less what came back. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { sumMinor } from '$lib/domain/money/money';
import { limitAutomatic } from './automatic';
import type { Db } from '../db/client';
import type { ClientFault } from './client';
import { fingerprint, type Content, type Line, type Where } from './content';
import { beyondReturn, formerFigures, movedBy, walletThere, type Figures } from './even';
import { caseId } from './case-id';
import { note } from './note';
import { participantOf } from './participants';
import { cancelPurchase, ensurePurchase, front, type Desk, type Draft, type Standing } from './purchase';
import * as rows from './queries';
import * as purchaseRows from './queries.purchases';
import * as spendRows from './queries.spends';
import { hasCase, selectBooked } from './queries.tasks';
import { add, cancelSpend, finish } from './spend';

export type SpendSums = { instantMinor: number; automaticMinor: number; additionalMinor: number };

/** A sale as the books have it now. */
export type Wanted = {
	sale: SaleBody;
	memberId: string;
	tillId: string | null;
	atMs: number;
	lines: Line[];
	spends: SpendSums;
};

export type Settled = { ok: true; standing: Standing | null; grantedMinor: number } | ClientFault;

/** Lines and spends of a sale after its returns. Pure. */
export function leftOf(sale: SaleBody, returns: readonly SaleBody[]): { lines: Line[]; spends: SpendSums } {
	const back = returns.flatMap(({ lines }) => lines);
	const lines = sale.lines.flatMap((line): Line[] => {
		const parts = [line, ...back.filter(({ lineNo }) => lineNo === line.lineNo)];
		const sum = (of: (part: typeof line) => number) => parts.reduce((total, part) => total + of(part), 0);
		const quantityMilli = sum((part) => part.quantityMilli);
		if (quantityMilli <= 0) return [];
		const { sku, code, taxRateBp } = line;
		const grossMinor = sum((part) => part.grossMinor);
		return [{ sku, code, taxRateBp, quantityMilli, grossMinor, totalMinor: sum((part) => part.totalMinor) }];
	});
	const given = returns.flatMap(({ spends }) => spends);
	const left = (kind: SaleBody['spends'][number]['kind']) =>
		sale.spends
			.filter((spend) => spend.kind === kind)
			.reduce((total, { grantId, amountMinor }) => {
				const returned = sumMinor(given.filter((one) => one.grantId === grantId).map((one) => one.amountMinor));
				return total + Math.max(0, amountMinor - returned);
			}, 0);
	return {
		lines,
		spends: {
			instantMinor: left('instant'),
			automaticMinor: left('automatic'),
			additionalMinor: left('additional')
		}
	};
}

/** Null: the sale is not in the books, or nobody earns with it. */
export async function readWanted({ db }: Pick<Desk, 'db'>, saleId: string): Promise<Wanted | null> {
	const booked = await readBooked(db, saleId);
	return booked && { ...booked, ...leftOf(booked.sale, booked.returns) };
}

/** The sale with its returns, in the order they came. */
export async function readBooked(db: Db, saleId: string) {
	const booked = await selectBooked(db, saleId);
	const original = booked.find(({ kind }) => kind === 'sale');
	if (!original || original.memberId === null) return null;
	const bodyOf = (text: string) => saleCompleted.parse((JSON.parse(text) as { body?: unknown }).body);
	const sale = bodyOf(original.text);
	const returns = booked.filter(({ kind }) => kind === 'return').map(({ text }) => bodyOf(text));
	const { memberId, tillId, at } = original;
	return { sale, returns, memberId, tillId, atMs: Date.parse(at) };
}

export function contentOf(sale: SaleBody, memberId: string, lines: readonly Line[]): Content {
	const { currency, pricesIncludeTax, coupons } = sale;
	return { memberId, currency, pricesIncludeTax, lines, instant: true, coupon: coupons?.[0] ?? null };
}

export async function settle(desk: Desk, wanted: Wanted): Promise<Settled> {
	const { db } = desk;
	const { sale, memberId, atMs, tillId } = wanted;
	const { currency, saleId, receiptNumber } = sale;
	const current = await purchaseRows.findPurchase(db, saleId);
	if (wanted.lines.length === 0) {
		const gone = current ? await cancelPurchase(desk, current) : ({ ok: true } as const);
		return gone.ok ? { ok: true, standing: null, grantedMinor: 0 } : gone;
	}
	const participant = await participantOf(desk, memberId);
	if (!participant.ok) return participant;
	const store = await rows.findStore(db, sale.storeId);
	const where = { participantId: participant.value, storeCode: store.code, zone: store.zone, atMs };
	const content = contentOf(sale, memberId, wanted.lines);
	const former = current && !isOf(current, content) ? await formerFigures(desk, current, where, currency) : null;
	if (former && !former.ok) return former;
	const draft = { saleId, place: { storeId: sale.storeId, tillId }, where, content, receiptNumber };
	const made = await book(desk, draft, wanted.spends, current);
	if (!made.ok) return made;
	const { row, standing } = made.value;
	const spent = await settleSpends(desk, { purchase: row, where, currency }, wanted, standing);
	if (!spent.ok) return spent;
	const { grantedMinor, runOutMinor } = spent;
	const used = { standing, grantedMinor: grantedMinor + runOutMinor, where };
	if (former?.value) await compare(desk, wanted, former.value, used);
	await purchaseRows.updatePurchase(db, row.id, { settled: true });
	return { ok: true, standing, grantedMinor };
}

function isOf({ content }: purchaseRows.RemotePurchase, wanted: Content): boolean {
	return [true, false].some((instant) => content === fingerprint({ ...wanted, instant }));
}

/** The purchase that takes off by itself no more than the sale used. */
async function book(
	desk: Desk,
	draft: Draft,
	spends: SpendSums,
	current: purchaseRows.RemotePurchase | undefined
): ReturnType<typeof ensurePurchase> {
	const { content } = draft;
	const instant = current?.content === fingerprint(content) || spends.instantMinor > 0;
	let made = await ensurePurchase(desk, { ...draft, content: { ...content, instant } });
	// The customer paid without it: a purchase that lowers nothing takes its place.
	if (made.ok && spends.instantMinor === 0 && front(made.value.standing).instantMinor > 0) {
		made = await ensurePurchase(desk, { ...draft, content: { ...content, instant: false } });
	}
	if (!made.ok) return made;
	const limited = await limitAutomatic(desk, made.value, spends.automaticMinor, content.currency);
	return limited.ok ? { ok: true, value: { ...made.value, standing: limited.value } } : limited;
}

/** A person hears of it: who else moved value there at the same moment is not known here. */
async function compare(
	desk: Desk,
	{ sale }: Wanted,
	former: Figures,
	{ standing, grantedMinor, where }: { standing: Standing; grantedMinor: number; where: Where }
): Promise<void> {
	const walletMinor = await walletThere(desk, where.participantId, sale.currency);
	if (!walletMinor.ok || walletMinor.value === null) return;
	const now = { walletMinor: walletMinor.value, ...movedBy(standing, grantedMinor) };
	const beyondMinor = beyondReturn(former, now);
	if (beyondMinor === 0) return;
	// An award that was kept there and given anew has a case of its own, by what the other side said.
	if (beyondMinor > 0 && (await hasCase(desk.db, caseId('remote_award_forgiven', sale.saleId)))) return;
	const detail = beyondMinor < 0 ? { lostMinor: -beyondMinor } : { gainedMinor: beyondMinor };
	await note(desk, sale, 'remote_return_uneven', detail);
}

type SpendPlace = Omit<Parameters<typeof add>[1], 'amountMinor'>;

async function settleSpends(
	desk: Desk,
	place: SpendPlace,
	{ sale, spends }: Wanted,
	standing: Standing
): Promise<{ ok: true; grantedMinor: number; runOutMinor: number } | ClientFault> {
	const taken = front(standing);
	const spentMinor = spends.additionalMinor + Math.max(0, spends.automaticMinor - taken.automaticMinor);
	// Given back to value that had run out meanwhile, it is gone: no other value pays it a second time.
	const runOutMinor = Math.min(spentMinor, await purchaseRows.sumRunOut(desk.db, sale.saleId));
	const dueMinor = spentMinor - runOutMinor;
	const unaskedMinor = Math.max(0, taken.automaticMinor - spends.automaticMinor);
	if (unaskedMinor > 0) await note(desk, sale, 'remote_spent_unasked', { unaskedMinor });
	const granted = await grantedNow(desk, place);
	if (!granted.ok) return granted;
	let { grantedMinor } = granted;
	if (grantedMinor > dueMinor) {
		for (const row of await spendRows.selectSpends(desk.db, place.purchase.id)) {
			const gone = await cancelSpend(desk, row, place.currency);
			if (!gone.ok) return gone;
		}
		grantedMinor = 0;
	}
	if (grantedMinor < dueMinor) {
		const more = await add(desk, { ...place, amountMinor: dueMinor - grantedMinor });
		if (!more.ok && more.again) return more;
		grantedMinor += more.ok ? more.value.amountMinor : 0;
	}
	// The customer was given it: the fact stands, and a person hears of what the other side did not grant.
	const notGivenMinor = notGiven(sale, spends, taken);
	if (grantedMinor < dueMinor || notGivenMinor > 0) {
		await note(desk, sale, 'remote_spend_not_granted', { takenMinor: dueMinor + notGivenMinor, grantedMinor });
	}
	return { ok: true, grantedMinor, runOutMinor };
}

/**
 * What offers took off at once is no value of the member, so nothing takes its place in the wallet. What is left after a
 * return has its share of it by what was paid, and the offers there may come to another: that is nobody's loss.
 */
function notGiven(sale: SaleBody, { instantMinor }: SpendSums, taken: Pick<SpendSums, 'instantMinor'>): number {
	const isWhole = leftOf(sale, []).spends.instantMinor === instantMinor;
	return isWhole ? Math.max(0, instantMinor - taken.instantMinor) : 0;
}

async function grantedNow(desk: Desk, { purchase, currency }: SpendPlace) {
	let grantedMinor = 0;
	for (const row of await spendRows.selectSpends(desk.db, purchase.id)) {
		const one = await finish(desk, row, currency);
		if (!one.ok && one.again) return one;
		grantedMinor += one.ok ? one.value.amountMinor : 0;
	}
	return { ok: true as const, grantedMinor };
}
