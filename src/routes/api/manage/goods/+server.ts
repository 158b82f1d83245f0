import { lineFilter } from '$lib/contract/sync/offers';
import { readJson } from '$lib/server/http/body';
import { findGoods, findGoodsLike } from '$lib/server/offers/terms';
import type { RequestHandler } from './$types';

const headers = { 'cache-control': 'no-store' };

/** Goods by what is typed, for the editor of an offer and its test basket. */
export const GET: RequestHandler = async ({ locals, url }) =>
	Response.json({ goods: await findGoods(locals.app.db, url.searchParams.get('search') ?? '') }, { headers });

/** Some of the goods an offer is about. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const body = await readJson(request, lineFilter, { limitBytes: 256 * 1024 });
	return body.ok
		? Response.json({ goods: await findGoodsLike(locals.app.db, body.value) }, { headers })
		: body.response;
};
