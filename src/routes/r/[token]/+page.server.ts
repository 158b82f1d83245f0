import { error } from '@sveltejs/kit';
import { isReceiptToken, readPublicReceipt } from '$lib/server/receipts/public';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url, setHeaders }) => {
	if (!isReceiptToken(params.token)) error(404, 'This is no address of a receipt. Scan the code on the paper again.');
	// Who has the address has the receipt: it must not lie in shared caches or be sent on to other sites.
	setHeaders({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
	return {
		demo: locals.app.kind === 'demo',
		receipt: await readPublicReceipt(locals.app.db, params.token, url.origin + url.pathname)
	};
};
