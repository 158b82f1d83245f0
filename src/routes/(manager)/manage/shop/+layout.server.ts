import { listStores, readMerchantName, readProgress } from '$lib/server/stores/stores';
import { listTaxRates } from '$lib/server/taxes/taxes';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('manage:shop');
	const { db } = locals.app;
	const [stores, taxRates, merchantName, progress] = await Promise.all([
		listStores(db),
		listTaxRates(db),
		readMerchantName(db),
		readProgress(db)
	]);
	return { stores, taxRates, merchantName, progress };
};
