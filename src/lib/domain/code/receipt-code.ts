import { hasLuhnDigit, luhnDigit } from './check-digit';

/** The parts of a printed receipt number such as `S01T02-1-000001`. */
export interface ReceiptNumber {
	/** The till's code, `S01T02`. */
	tillCode: string;
	epoch: number;
	running: number;
}

/** What the numeric return code names: `store` and `till` are the numbers inside a till code. */
export interface ReturnCode {
	store: number;
	till: number;
	epoch: number;
	running: number;
}

const TILL_CODE = /^S([0-9]{1,4})T([0-9]{1,2})$/;

/** The printed receipt number: till code, epoch, running number of at least six digits. */
export function formatReceiptNumber({ tillCode, epoch, running }: ReceiptNumber): string {
	return `${tillCode}-${String(epoch)}-${String(running).padStart(6, '0')}`;
}

/** The parts of a receipt number as printed or typed in either case, or null when the text is none. */
export function parseReceiptNumber(text: string): ReceiptNumber | null {
	const parts = /^([A-Z0-9]{2,12})-([1-9][0-9]{0,5})-([0-9]{6,9})$/.exec(text.toUpperCase());
	if (!parts || Number(parts[3]) === 0) return null;
	return { tillCode: parts[1] ?? '', epoch: Number(parts[2]), running: Number(parts[3]) };
}

/**
 * The Code 128 on a receipt for scanners that read no QR: store 4, till 2, running number 8 digits and a Luhn digit. From
 * the second epoch on, three digits of the epoch stand before the running number, so that a number that came again is not
 * mistaken. It only finds a receipt and proves nothing. Null when a part does not fit.
 */
export function toReturnCode(number: ReceiptNumber): string | null {
	const till = TILL_CODE.exec(number.tillCode);
	if (!till || number.epoch > 999 || number.running > 99_999_999) return null;
	const epoch = number.epoch === 1 ? '' : String(number.epoch).padStart(3, '0');
	const place = (till[1] ?? '').padStart(4, '0') + (till[2] ?? '').padStart(2, '0');
	const payload = place + epoch + String(number.running).padStart(8, '0');
	return payload + String(luhnDigit(payload));
}

/** What a numeric return code names, or null when the text is none. */
export function parseReturnCode(text: string): ReturnCode | null {
	const parts = /^([0-9]{4})([0-9]{2})([0-9]{3})?([0-9]{8})[0-9]$/.exec(text);
	if (!parts || !hasLuhnDigit(text)) return null;
	const code = {
		store: Number(parts[1]),
		till: Number(parts[2]),
		epoch: Number(parts[3] ?? 1),
		running: Number(parts[4])
	};
	const canonical =
		code.running > 0 && code.store > 0 && code.till > 0 && code.epoch > (parts[3] === undefined ? 0 : 1);
	return canonical ? code : null;
}

/**
 * The token of a receipt's public page `https://…/r/<token>`, or null when the text is no such address. The token is 16 to
 * 128 letters of base64url; whose receipt it is, only the server knows.
 */
export function parseReceiptUrl(text: string): string | null {
	return /^https?:\/\/[^/?#\s]+\/r\/([A-Za-z0-9_-]{16,128})(?:[?#].*)?$/is.exec(text)?.[1] ?? null;
}
