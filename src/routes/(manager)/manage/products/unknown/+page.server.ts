import { listChoices } from '$lib/server/products/list';
import { listUnknownCodes } from '$lib/server/products/unknown';
import { readStandIn } from '$lib/server/rewards/stand-in';
import { readMerchantPlace } from '$lib/server/api-keys/place';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { db } = locals.app;
	const [unknown, choices, place, standIn] = await Promise.all([
		listUnknownCodes(db),
		listChoices(db),
		readMerchantPlace(db),
		readStandIn(db)
	]);
	return { ...unknown, currency: choices.currency, place, standIn };
};
