import { readSaleFilter } from '$lib/server/sales/filter';
import { exportSales } from '$lib/server/sales/export';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, url }) => {
	const lines = exportSales(locals.app.db, readSaleFilter(url.searchParams));
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			const { done, value } = await lines.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
		async cancel() {
			await lines.return(undefined);
		}
	});
	return new Response(body, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': 'attachment; filename="sales.csv"',
			'cache-control': 'no-store'
		}
	});
};
