import type { PageServerLoad } from './$types';

/** Stands here until the front door reads the merchant's name from the installation. */
const MERCHANT_NAME = 'Harbour & Pine';

export const load: PageServerLoad = ({ locals }) => ({
	door: { kind: locals.app.kind, merchantName: MERCHANT_NAME, version: locals.app.config.version }
});
