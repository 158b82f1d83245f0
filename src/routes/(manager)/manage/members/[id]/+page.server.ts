import { fail } from '@sveltejs/kit';
import { readPending, readPendingNames } from '$lib/server/adjustments/adjustments';
import { decideFromForm } from '$lib/server/adjustments/decide-form';
import { readWallet } from '$lib/server/members-admin/read';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url }) => {
	const { db, ports } = locals.app;
	const { member } = await parent();
	const known = [member.place.currency, ...member.balances.map(({ currency }) => currency)];
	const asked = url.searchParams.get('currency') ?? '';
	const currency = known.includes(asked) ? asked : member.place.currency;
	const before = url.searchParams.get('before');
	const wallet = await readWallet(db, params.id, { currency, before, nowMs: ports.now() });
	const pending = await readPending(db, params.id);
	const own = (askedBy: string) => askedBy === locals.staff?.staffId;
	return {
		pending: pending.map((one) => ({ ...one, own: own(one.askedBy) })),
		pendingNames: await readPendingNames(db, pending),
		wallet,
		currency,
		currencies: [...new Set(known)],
		paged: before !== null,
		now: ports.now()
	};
};

export const actions: Actions = {
	decide: async ({ request, locals }) => {
		const answer = await decideFromForm(locals.app, request, locals.staff?.staffId);
		return answer.ok ? { decided: answer.decided } : fail(answer.status, { message: answer.message });
	}
};
