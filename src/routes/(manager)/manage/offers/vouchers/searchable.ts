/** Symbols by which a voucher may be spoken of (domain/voucher): what is shorter is no secret. */
const markSymbols = 4;
const receiptNumber = /^[A-Za-z0-9]{2,12}-\d{1,6}(-\d{0,9})?$/;

/** What of a typed text may stand in an address: last symbols or a receipt’s number, never a part of a code. Null: nothing yet. */
export function searchable(text: string): string | null {
	const symbols = text.replace(/[^A-Za-z0-9]/g, '');
	return symbols.length <= markSymbols || /^\d+$/.test(text) || receiptNumber.test(text) ? text : null;
}
