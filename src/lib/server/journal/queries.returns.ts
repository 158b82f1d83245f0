import { sql } from 'kysely';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { broughtBack, type ReturnedSales } from './judge-return';
import type { Trx } from './queries';

/** Sales of these receipts with what came back of them. Returns of one receipt wait for each other until the end. */
export async function readReturnedSales(trx: Trx, bodies: readonly SaleBody[]): Promise<ReturnedSales> {
	const originals = bodies.flatMap(({ kind, originalReceiptNumber: number }) =>
		kind === 'return' && number ? [number] : []
	);
	if (originals.length > 0) await sql`SELECT lock_returns(${originals}::text[])`.execute(trx);
	const numbers = [...new Set([...originals, ...bodies.map(({ receiptNumber }) => receiptNumber)])];
	const sales: ReturnedSales = new Map(originals.map((number) => [number, { sold: null, returned: new Map() }]));
	if (numbers.length === 0) return sales;
	const back = await trx
		.selectFrom('returned_lines')
		.select(['original_receipt_number as number', 'line_no as lineNo', 'quantity_milli as milli'])
		.where('original_receipt_number', 'in', numbers)
		.execute();
	for (const { number, lineNo, milli } of back) {
		const sale = sales.get(number) ?? { sold: null, returned: new Map<number, number>() };
		sale.returned.set(lineNo, (sale.returned.get(lineNo) ?? 0) + milli);
		sales.set(number, sale);
	}
	for (const { number, lineNo, milli } of sales.size === 0 ? [] : await listSold(trx, [...sales.keys()])) {
		const sale = sales.get(number);
		if (sale) (sale.sold ??= new Map()).set(lineNo, milli);
	}
	return sales;
}

function listSold(trx: Trx, numbers: readonly string[]) {
	return trx
		.selectFrom('sale_lines as l')
		.innerJoin(
			(of) =>
				of
					.selectFrom('sales')
					.distinctOn('receipt_number')
					.select(['id', 'receipt_number'])
					.where('receipt_number', 'in', numbers)
					.where('kind', '=', 'sale')
					.orderBy('receipt_number')
					.orderBy('received_at')
					.as('s'),
			(join) => join.onRef('s.id', '=', 'l.sale_id')
		)
		.select(['s.receipt_number as number', 'l.line_no as lineNo', 'l.quantity_milli as milli'])
		.execute();
}

/** Notes what returns brought back, and ends what was held for them. */
export async function noteReturned(trx: Trx, returns: readonly { saleId: string; body: SaleBody }[]): Promise<void> {
	const rows = returns.flatMap(({ saleId, body }) =>
		[...(body.originalReceiptNumber ? broughtBack(body) : [])].map(([lineNo, milli]) => ({
			...{ return_sale_id: saleId, line_no: lineNo, quantity_milli: milli },
			original_receipt_number: body.originalReceiptNumber ?? ''
		}))
	);
	if (rows.length > 0) await trx.insertInto('returned_lines').values(rows).execute();
	const ids = returns.map(({ body }) => body.saleId);
	if (ids.length > 0) await trx.deleteFrom('return_holds').where('return_id', 'in', ids).execute();
}
