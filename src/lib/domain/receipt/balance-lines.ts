import { sumMinor } from '../money/money';
import { priceTimesQuantity } from '../money/quantity';
import { imbalance, signOf, type Imbalance } from './imbalance';
import type { SaleBody, SaleLine } from './sale';

/** Lines of a sale are numbered 1, 2, 3 …; a return keeps the numbers of the lines it gives back. */
function numberIsWrong(body: SaleBody, index: number): boolean {
	const lineNo = body.lines[index]?.lineNo ?? 0;
	if (body.kind === 'sale') return lineNo !== index + 1;
	return lineNo <= (body.lines[index - 1]?.lineNo ?? 0);
}

function signIsWrong(line: SaleLine, sign: 1 | -1): boolean {
	const amounts = [line.grossMinor, line.totalMinor, ...line.discounts.map((discount) => discount.amountMinor)];
	return line.unitPriceMinor < 0 || line.quantityMilli * sign <= 0 || amounts.some((amount) => amount * sign < 0);
}

function checkLine(line: SaleLine, at: string, sign: 1 | -1): Imbalance | null {
	if (signIsWrong(line, sign)) return imbalance('line_sign_wrong', at);
	// A return's parts are allocated one by one, each rounded; a sale's gross is exact. Two parts of discounts may have
	// rounded to nothing and left the line, but not their rounding.
	const tolerance = sign === 1 ? 0 : 3 + line.discounts.length;
	const gross = priceTimesQuantity(line.unitPriceMinor, line.quantityMilli);
	if (Math.abs(gross - line.grossMinor) > tolerance) return imbalance('line_gross_wrong', at, gross, line.grossMinor);
	const total = line.grossMinor - sumMinor(line.discounts.map((discount) => discount.amountMinor));
	return total === line.totalMinor ? null : imbalance('line_total_wrong', at, total, line.totalMinor);
}

/** Numbers, signs, quantity × price and discounts of every line. */
export function checkLines(body: SaleBody): Imbalance | null {
	for (const [index, line] of body.lines.entries()) {
		const at = `lines.${String(index)}`;
		if (numberIsWrong(body, index)) return imbalance('line_number_wrong', at);
		const wrong = checkLine(line, at, signOf(body));
		if (wrong) return wrong;
	}
	return null;
}
