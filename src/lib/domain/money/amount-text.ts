/** An amount in plain figures without grouping or sign of currency: `-12.50`; for receipts in text and for fields. */
export function amountText(amountMinor: number, exponent: number, decimalMark = '.'): string {
	const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
	const sign = amountMinor < 0 ? '-' : '';
	if (exponent === 0) return sign + digits;
	return `${sign}${digits.slice(0, -exponent)}${decimalMark}${digits.slice(-exponent)}`;
}
