import { csvAnswer } from '$lib/server/csv/csv-answer';
import { exportSales } from '$lib/server/sales/export';
import { readSaleFilter } from '$lib/server/sales/filter';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, url }) =>
	csvAnswer('sales.csv', exportSales(locals.app.db, readSaleFilter(url.searchParams)));
