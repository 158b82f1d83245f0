/** Tables of migrations 0066 and 0067: what came back of sales, what tills hold meanwhile, and whose member came late. */
import type { Instant, InstantDefault } from './schema';

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

type ClaimedSalesTable = { sale_id: string; claimed_at: InstantDefault };

export type ReturnTables = {
	claimed_sales: ClaimedSalesTable;
	returned_lines: ReturnedLinesTable;
	return_holds: ReturnHoldsTable;
	return_hold_lines: ReturnHoldLinesTable;
};
