/** The vouchers that come with a receipt, as every form of it shows them. */
import { printedVoucher } from '../voucher/code';
import type { VoucherGiven } from '../voucher/voucher';
import { localDateTime } from './business-date';
import type { SaleBody } from './sale';

export type VoucherSlip = {
	title: string;
	amountMinor: number;
	/** The last day it can be used, on the store's wall: `2026-11-20`; null: it never expires. */
	expiresOn: string | null;
	/** Where that day is not used up: until when, `14:35`. */
	expiresTime: string | null;
	/** As it is printed and scanned; null where only the receipt itself has it. */
	code: string | null;
	/** The last four symbols of the code. */
	mark: string;
};

/** It ends with a local day, as a rule: then that day is the last. */
function endOf(expiresAt: string | null, zone: string): Pick<VoucherSlip, 'expiresOn' | 'expiresTime'> {
	if (expiresAt === null) return { expiresOn: null, expiresTime: null };
	const endMs = Date.parse(expiresAt);
	const end = localDateTime(endMs, zone);
	const endsWithDay = end.date !== localDateTime(endMs - 1, zone).date;
	if (endsWithDay) return { expiresOn: localDateTime(endMs - 1, zone).date, expiresTime: null };
	return { expiresOn: end.date, expiresTime: end.time };
}

function toSlip({ title, amountMinor, expiresAt, mark }: VoucherGiven, code: string | undefined, zone: string) {
	return {
		title,
		amountMinor,
		...endOf(expiresAt, zone),
		code: code === undefined ? null : printedVoucher(code),
		mark
	};
}

/** `codes`: sixteen symbols each, in the order of the sale; absent where they are not at hand. */
export function voucherSlips({ vouchersGiven = [], zone }: SaleBody, codes: readonly string[] = []): VoucherSlip[] {
	return vouchersGiven.map((voucher, index) => toSlip(voucher, codes[index], zone));
}

/** “Valid until 26 Feb 2027”; null where it never expires. `day` writes a date. */
export function untilWords({ expiresOn, expiresTime }: VoucherSlip, day: (date: string) => string): string | null {
	if (expiresOn === null) return null;
	return `Valid until ${expiresTime === null ? day(expiresOn) : `${day(expiresOn)}, ${expiresTime}`}`;
}

/** What stands below the title, row by row; it names itself where the code does not stand beside it. */
export function slipWords(slip: VoucherSlip, amount: string, day: (date: string) => string): string[] {
	const until = untilWords(slip, day);
	const name = slip.code === null ? `Voucher ····${slip.mark}` : 'Voucher';
	return [`${name} of ${amount}`, ...(until === null ? [] : [until])];
}

/** Where the code cannot be shown. */
export const codeElsewhere = 'The code stands on the receipt.';
/** As long as the server has not said that it has the sale. */
export const usableLater = 'It can be used once the shop has this sale.';
