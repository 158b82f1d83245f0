import { fail } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { checkbox, field, readForm } from '$lib/server/http/form';
import { blockCard, issueOfficeCard, unblockCard } from '$lib/server/members/card-change';
import { cardRemedies } from '$lib/server/members-admin/faults';
import { readCards } from '$lib/server/members-admin/read';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	cards: await readCards(locals.app.db, params.id)
});

const cardForm = z.strictObject({ number: field });
const issueForm = z.strictObject({ number: field, replaces: field, byPost: checkbox });

const none: { number?: string } = {};
const gone = 'This card is in another state by now; look again.';

export const actions: Actions = {
	issue: async ({ request, locals, params }) => {
		const form = await readForm(request, issueForm);
		if (!form.ok || !locals.staff || !isUuid(params.id)) return refuse(form);
		const { db, ports } = locals.app;
		const typed = form.value.number.replace(/[\s-]/g, '');
		const values = form.value;
		if (typed !== '' && !/^\d{4,19}$/.test(typed)) {
			const faults = { number: 'Type the digits printed on the card, 4 to 19 of them.' };
			return fail(400, { message: 'The number needs another look.', faults, values });
		}
		const made = await issueOfficeCard(db, ports, {
			...{ memberId: params.id, number: typed || null, replaces: form.value.replaces || null },
			...{ state: form.value.byPost ? 'issued' : 'active', staffId: locals.staff.staffId }
		});
		if (!made.ok) {
			const remedy = cardRemedies[made.code];
			// Without a field to type in, the remedy is the message.
			return fail(400, { message: remedy, faults: typed ? { number: remedy } : none, values });
		}
		return { issued: made.number };
	},
	block: async ({ request, locals, params }) => {
		const form = await readForm(request, cardForm);
		if (!form.ok || !locals.staff || !isUuid(params.id)) return refuse(form);
		const { db, ports } = locals.app;
		const card = { memberId: params.id, number: form.value.number, staffId: locals.staff.staffId };
		return (await blockCard(db, ports, card)) ? { blocked: card.number } : fail(409, refusal(gone));
	},
	unblock: async ({ request, locals, params }) => {
		const form = await readForm(request, cardForm);
		if (!form.ok || !locals.staff || !isUuid(params.id)) return refuse(form);
		const { db, ports } = locals.app;
		const card = { memberId: params.id, number: form.value.number, staffId: locals.staff.staffId };
		return (await unblockCard(db, ports, card)) ? { unblocked: card.number } : fail(409, refusal(gone));
	}
};

const refusal = (message: string) => ({ message, faults: none, values: null });

function refuse(form: { ok: true } | { ok: false; status: number; message: string }) {
	return form.ok ? fail(401, refusal('Sign in first.')) : fail(form.status, refusal(form.message));
}
