/** Tables of migration 0066: what came back of sales, and what tills hold while a return is open. */
import type { Instant } from './schema';

type ReturnedLinesTable = {
	return_sale_id: string;
	line_no: number;
	original_receipt_number: string;
	quantity_milli: number;
};

type ReturnHoldsTable = {
	return_id: string;
	original_sale_id: string;
	till_id: string;
	state: 'open' | 'granted';
	expires_at: Instant;
};

type ReturnHoldLinesTable = { return_id: string; line_no: number; quantity_milli: number };

export type ReturnTables = {
	returned_lines: ReturnedLinesTable;
	return_holds: ReturnHoldsTable;
	return_hold_lines: ReturnHoldLinesTable;
};
