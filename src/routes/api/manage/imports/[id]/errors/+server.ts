import { isUuid } from '$lib/domain/id';
import { problemResponse } from '$lib/server/http/problem';
import { errorFile } from '$lib/server/products/error-file';
import { listRejects } from '$lib/server/products/import';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals }) => {
	if (!isUuid(params.id)) return problemResponse(404, 'not_found', 'There is no import with this number.');
	return new Response(errorFile(await listRejects(locals.app.db, params.id)), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': 'attachment; filename="import-errors.csv"',
			'cache-control': 'no-store'
		}
	});
};
