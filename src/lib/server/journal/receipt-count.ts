import type { Finding } from './place';

/** The running receipt number of an epoch. `unread`: events since the last sale that nobody could read; each may have taken a number. */
export type ReceiptCount = { last: number; unread: number };

/** The running part of `S01T02-3-000214`, or 0 when nothing was sold yet. */
export function runningNumber(receiptNumber: string | null): number {
	return receiptNumber === null ? 0 : Number(receiptNumber.slice(receiptNumber.lastIndexOf('-') + 1));
}

/** Numbers are till code – epoch – 1, 2, 3 … without gap or repeat. */
export function judgeReceiptNumber(
	receiptNumber: string,
	books: { tillCode: string; epoch: number; receipts: ReceiptCount }
): Finding[] {
	const { receipts } = books;
	const number = runningNumber(receiptNumber);
	const expected = receipts.last + 1;
	const isOurs = receiptNumber.startsWith(`${books.tillCode}-${String(books.epoch)}-`);
	const isNext = number >= expected && number <= expected + receipts.unread;
	receipts.last = Math.max(receipts.last, number);
	receipts.unread = 0;
	return isOurs && isNext ? [] : [{ code: 'receipt_number_wrong', receiptNumber, expected }];
}
