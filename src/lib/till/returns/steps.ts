/** The steps of a return, with and without the server. They come when somebody gives something back: no start waits for them. */
import type { StaffRecord, StoreSettings } from '$lib/contract/sync/pull';
import type { ReceiptReference } from '$lib/contract/sync/returns';
import { uuidv7 } from '$lib/domain/id';
import type { TakenBack } from '$lib/domain/receipt/document';
import { returnFigures } from '$lib/domain/receipt/return-figures';
import type { Quantities } from '$lib/domain/receipt/return-sale';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Refused } from '../facts';
import type { SaleRow } from '../journal/rows';
import type { TillParts } from '../parts';
import { refusedOf } from '../refused';
import type { Answer } from '../sync/call';
import { countPending } from '../sync/pending';
import { askGrant, askReceipt, letGo } from './ask-server';
import { giveBack } from './give-back';
import { isNamed, ofDevice, ofServer, type Original } from './original';
import type { ReturnWish } from './returning.svelte';

type Found = { ok: true; original: Original } | Refused;

/** Looks a receipt up, at the server and on this device. `currency`: the store's. */
export async function findOriginal(
	parts: TillParts,
	receipt: ReceiptReference,
	currency: string | undefined
): Promise<Found> {
	const found = await lookUp(parts, receipt);
	if (!found.ok) return found;
	const { body, source, returnId } = found.original;
	if (body.kind === 'return') return { ok: false, code: 'original_is_return', reason: body.kind };
	if (body.currency === currency) return found;
	if (source === 'server') release(parts, returnId);
	return { ok: false, code: 'other_currency', reason: body.currency };
}

async function lookUp(parts: TillParts, receipt: ReceiptReference): Promise<Found> {
	const { ports } = parts;
	const returnId = uuidv7(ports.clock.now(), ports.random.bytes(10));
	const sales = await parts.desk.allSales();
	const own = sales.find((row) => isNamed(row, receipt)) ?? null;
	const allSent = (await countPending(parts)) === 0;
	const answer = await askReceipt(parts, { returnId, receipt, allSent });
	if (answer.ok) {
		const { body, saleId } = answer.value;
		const here = sales.find((row) => row.saleId === saleId) ?? null;
		return { ok: true, original: ofServer(returnId, answer.value, here, returnsOf(sales, body.receiptNumber)) };
	}
	const isUnheard = answer.kind !== 'refused' || answer.code === 'receipt_unknown';
	if (own && isUnheard) return { ok: true, original: ofDevice(returnId, own, returnsOf(sales, own.receiptNumber)) };
	return answer.kind === 'refused' ? refusedOf(answer) : unreached(answer);
}

/** Best effort: what is not let go ends by itself. */
export function release(parts: TillParts, returnId: string): void {
	void letGo(parts, returnId).catch(() => undefined);
}

/** Asks for the goods, and writes the return. Only an `ok` may be shown as one. */
export async function finishReturn(
	parts: TillParts,
	original: Original,
	{ wanted, reason, tenders, approvedBy }: ReturnWish,
	{ cashier, settings }: { cashier: StaffRecord; settings: StoreSettings }
): Promise<{ ok: true; sale: SaleRow } | Refused> {
	const refused = await askFor(parts, original, wanted);
	if (refused) return refused;
	const { ports, store } = parts;
	const { storeId, zone, cashStepMinor } = settings;
	const { clockOffsetMs } = await store.sync();
	const given = await giveBack(parts, {
		...{ original: original.body, returned: original.returned, wanted, tenders, reason, clockOffsetMs },
		store: { storeId, zone, cashStepMinor },
		ids: { saleId: original.returnId, basketId: uuidv7(ports.clock.now(), ports.random.bytes(10)) },
		...{ staffId: cashier.id, staffName: cashier.name },
		...(original.memberMark === null ? {} : { memberMark: original.memberMark }),
		takenBack: takenBackBy(original, wanted),
		...(approvedBy === null ? {} : { approvedBy })
	});
	if (given.ok) return { ok: true, sale: given.sale };
	release(parts, original.returnId);
	return refusedOf(given);
}

/** The server's decision where it can be had. Without it only a sale of this device may be given back. */
async function askFor(parts: TillParts, { returnId, saleId }: Original, wanted: Quantities): Promise<Refused | null> {
	const lines = [...wanted].map(([lineNo, quantityMilli]) => ({ lineNo, quantityMilli }));
	const answer = await askGrant(parts, { returnId, originalSaleId: saleId, lines });
	if (answer.ok) return null;
	if (answer.kind === 'refused' && answer.code !== 'receipt_unknown') return refusedOf(answer);
	return (await parts.desk.sale(saleId)) ? null : unreached(answer);
}

/** For the receipt: what the member loses of what the sale earned. */
function takenBackBy({ body, returned, awards }: Original, wanted: Quantities): TakenBack {
	if (awards === null) return 'later';
	const figures = returnFigures(body, returned, wanted, awards);
	if (!figures.ok) return [];
	return figures.earned.flatMap(({ currency, beforeMinor, afterMinor }) =>
		beforeMinor === afterMinor ? [] : [{ currency, amountMinor: beforeMinor - afterMinor }]
	);
}

function unreached(answer: Exclude<Answer<unknown>, { ok: true }>): Refused {
	return { ok: false, code: 'return_needs_server', reason: answer.kind };
}

/** Returns of a receipt that this device made. */
function returnsOf(sales: readonly SaleRow[], receiptNumber: string): SaleBody[] {
	return sales.flatMap(({ body }) => (body.originalReceiptNumber === receiptNumber ? [body] : []));
}
