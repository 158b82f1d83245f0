import { error } from '@sveltejs/kit';
import { isUuid } from '$lib/domain/id';
import { readSale } from '$lib/server/sales/detail';
import * as wallet from '$lib/server/wallet/wallet';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const detail = isUuid(params.id) ? await readSale(locals.app.db, params.id) : null;
	if (!detail) error(404, 'There is no sale with this number. Look for it in the list.');
	return { detail, moves: await wallet.movesOfSales(locals.app.db, [detail.sale.id]) };
};
