import { error } from '@sveltejs/kit';
import { withMaskedCards } from '$lib/domain/code/payment-numbers';
import { isUuid } from '$lib/domain/id';
import { readSale } from '$lib/server/sales/detail';
import * as wallet from '$lib/server/wallet/wallet';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const detail = isUuid(params.id) ? await readSale(locals.app.db, params.id) : null;
	if (!detail) error(404, 'There is no sale with this number. Look for it in the list.');
	// The proof was made of the text as it is kept; whole card numbers are for nobody's eyes.
	const event = detail.event && { ...detail.event, text: withMaskedCards(detail.event.text) };
	return { detail: { ...detail, event }, moves: await wallet.movesOfSales(locals.app.db, [detail.sale.id]) };
};
