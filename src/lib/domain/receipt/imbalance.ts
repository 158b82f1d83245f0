/** Why a sale does not balance: codes are stable, the server's cases carry them. */
import type { SaleBody } from './sale';

export type BalanceCode =
	| 'amount_not_whole'
	| 'line_number_wrong'
	| 'line_sign_wrong'
	| 'line_gross_wrong'
	| 'line_total_wrong'
	| 'items_wrong'
	| 'discounts_wrong'
	| 'spends_exceed_total'
	| 'spend_lots_wrong'
	| 'tax_rows_wrong'
	| 'tax_base_wrong'
	| 'tax_wrong'
	| 'tax_row_unbalanced'
	| 'tax_sum_wrong'
	| 'due_wrong'
	| 'tender_wrong'
	| 'card_exceeds_due'
	| 'change_wrong'
	| 'paid_wrong'
	| 'rounding_wrong'
	| 'original_wrong';

/** `at`: the place in the body, such as `lines.3` or `totals`; the numbers are minor units where both are known. */
export type Imbalance = { ok: false; code: BalanceCode; at: string; expected?: number; found?: number };

export function imbalance(code: BalanceCode, at: string, expected?: number, found?: number): Imbalance {
	return {
		ok: false,
		code,
		at,
		...(expected === undefined ? {} : { expected }),
		...(found === undefined ? {} : { found })
	};
}

/** −1 on a return, whose amounts are the sale's with the other sign. */
export function signOf(body: SaleBody): 1 | -1 {
	return body.kind === 'return' ? -1 : 1;
}
