/**
 * The code of a voucher: 80 bits as sixteen Crockford symbols and a check symbol (domain-flows §2.5). It follows from the
 * token of the receipt that hands it out, so that every form of that receipt can show it and nobody has to keep it.
 */
import { utf8 } from '../bytes';
import {
	crockfordCheck,
	encodeCrockford,
	groupCrockford,
	normaliseCrockford,
	readCheckedCrockford
} from '../code/crockford';
import { parseReceiptNumber } from '../code/receipt-code';

type Sha256 = (bytes: Uint8Array) => Promise<Uint8Array>;

const codeBytes = 10;
/** Of a code, without the check symbol. */
export const voucherSymbols = 16;

/** The codes of a receipt's vouchers, in the order they stand in its sale; sixteen symbols each, without check symbol. */
export async function voucherCodes(receiptToken: string, count: number, sha256: Sha256): Promise<string[]> {
	const places = Array.from({ length: count }, (_, index) => String(index + 1));
	const hashes = await Promise.all(places.map((place) => sha256(utf8(`tillit-voucher-1\0${receiptToken}\0${place}`))));
	return hashes.map((hash) => encodeCrockford(hash.slice(0, codeBytes)));
}

/** As it is printed and scanned: `008J-4CT4-ANK7-F24S-X`. `code` are sixteen clean symbols. */
export function printedVoucher(code: string): string {
	return `${groupCrockford(code)}-${crockfordCheck(code)}`;
}

/** The sixteen clean symbols in what somebody typed from a receipt, with their check symbol or without; null: it is no code. */
export function voucherCodeIn(typed: string): string | null {
	if (parseReceiptNumber(typed.trim())) return null;
	const codes = [readCheckedCrockford(typed), normaliseCrockford(typed.replace(/[-\s]/g, ''))];
	return codes.find((code) => code?.length === voucherSymbols) ?? null;
}

/** How a voucher is named where its code must not stand: `F24S`. */
export function voucherMark(code: string): string {
	return code.slice(-4);
}
