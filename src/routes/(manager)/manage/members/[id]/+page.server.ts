import { readWallet } from '$lib/server/members-admin/read';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { db, ports } = locals.app;
	const { member } = await parent();
	const known = [member.place.currency, ...member.balances.map(({ currency }) => currency)];
	const asked = url.searchParams.get('currency') ?? '';
	const currency = known.includes(asked) ? asked : member.place.currency;
	const before = url.searchParams.get('before');
	const wallet = await readWallet(db, params.id, { currency, before, nowMs: ports.now() });
	return { wallet, currency, currencies: [...new Set(known)], paged: before !== null, now: ports.now() };
};
