import type { ReceiptReference } from '$lib/contract/sync/returns';
import { formatReceiptNumber } from '$lib/domain/code/receipt-code';
import type { ScannedReceipt } from '$lib/domain/code/scanned';

/** What the code on a receipt says, in the words of the wire. */
export function toReference(scanned: ScannedReceipt): ReceiptReference {
	switch (scanned.via) {
		case 'number':
			return { via: 'number', receiptNumber: formatReceiptNumber(scanned.number) };
		case 'token':
			return { via: 'token', token: scanned.token };
		case 'return_code':
			return { via: 'return_code', ...scanned.returnCode };
	}
}
