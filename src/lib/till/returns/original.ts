/** The sale that is given back, as far as this till knows it. */
import type { Balance } from '$lib/contract/sync/rewards';
import type { FoundReceipt, ReceiptReference } from '$lib/contract/sync/returns';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { returnedQuantities, type Quantities } from '$lib/domain/receipt/return-sale';
import { toReturnCode, type ReceiptNumber } from '$lib/domain/code/receipt-code';
import type { GivenAward } from '$lib/domain/wallet/reverse';
import type { SaleRow } from '../journal/rows';

export type Original = {
	/** The return will have it as its sale's id. */
	returnId: string;
	saleId: string;
	/** `here`: the server was not asked or does not have the sale yet. It will check when the return arrives. */
	source: 'server' | 'here';
	/** Its journal entry was checked by the server. */
	genuine: boolean;
	body: SaleBody;
	at: string;
	/** Null: this till. */
	tillName: string | null;
	cashierName: string | null;
	/** What earlier returns brought back. */
	returned: Quantities;
	/** What the sale gave its member; null when only the server knows. */
	awards: readonly GivenAward[] | null;
	balances: readonly Balance[];
	memberName: string | null;
	/** The last characters of the member's card, where the sale was made here. */
	memberMark: string | null;
};

/** Whether a sale of this device is the one a receipt names. */
export function isNamed(row: Pick<SaleRow, 'receiptNumber' | 'receiptToken'>, receipt: ReceiptReference): boolean {
	if (receipt.via === 'number') return row.receiptNumber === receipt.receiptNumber;
	if (receipt.via === 'token') return row.receiptToken === receipt.token;
	const [tillCode = '', epoch, running] = row.receiptNumber.split('-');
	const number: ReceiptNumber = { tillCode, epoch: Number(epoch), running: Number(running) };
	const named = {
		tillCode: `S${String(receipt.store)}T${String(receipt.till)}`,
		epoch: receipt.epoch,
		running: receipt.running
	};
	return toReturnCode(number) !== null && toReturnCode(number) === toReturnCode(named);
}

/** The larger of two counts, line by line: each side may know of returns the other has not heard of. */
export function atLeast(a: Quantities, b: Quantities): Map<number, number> {
	return new Map(
		[...new Set([...a.keys(), ...b.keys()])].map((lineNo) => [lineNo, Math.max(a.get(lineNo) ?? 0, b.get(lineNo) ?? 0)])
	);
}

/** From the server's answer and what this device holds of the same sale. */
export function ofServer(
	returnId: string,
	found: FoundReceipt,
	here: SaleRow | null,
	back: readonly SaleBody[]
): Original {
	const { saleId, at, tillName, cashierName, body, genuine, awards, balances, memberName } = found;
	const answered = new Map(found.returned.map(({ lineNo, quantityMilli }) => [lineNo, quantityMilli]));
	return {
		...{ returnId, saleId, source: 'server', genuine, body, at, tillName, cashierName, awards, balances, memberName },
		returned: atLeast(answered, returnedQuantities(back)),
		memberMark: here?.memberMark ?? null
	};
}

/** From this device alone. */
export function ofDevice(returnId: string, row: SaleRow, back: readonly SaleBody[]): Original {
	const { saleId, body, at, staffName, memberMark } = row;
	return {
		...{ returnId, saleId, source: 'here', genuine: false, body, at },
		tillName: null,
		cashierName: staffName.split(' ')[0] ?? null,
		returned: returnedQuantities(back),
		awards: body.member ? null : [],
		balances: [],
		memberName: null,
		memberMark: memberMark ?? null
	};
}
