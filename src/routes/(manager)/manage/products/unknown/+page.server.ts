import { listChoices } from '$lib/server/products/list';
import { listUnknownCodes } from '$lib/server/products/unknown';
import { readMerchantPlace } from '$lib/server/api-keys/place';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { db } = locals.app;
	const [unknown, choices, place] = await Promise.all([listUnknownCodes(db), listChoices(db), readMerchantPlace(db)]);
	return { ...unknown, currency: choices.currency, place };
};
