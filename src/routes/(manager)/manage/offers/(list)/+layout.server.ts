import { listOffers } from '$lib/server/offers/offers';
import { findBackend } from '$lib/server/rewards/settings';
import { readNames } from '$lib/server/offers/names';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => {
	const { db } = locals.app;
	const offers = await listOffers(db);
	return {
		offers,
		isElsewhere: (await findBackend(db)) !== 'builtin',
		names: await readNames(
			db,
			offers.map(({ offer }) => offer)
		)
	};
};
