import { fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { readForm } from '$lib/server/http/form';
import { decideHeldPush, readHeldPushes, type HeldDecision } from '$lib/server/journal/held-push';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({ held: await readHeldPushes(locals.app.db) });

const words = {
	not_found: 'This is not there any more.',
	conflict: 'Somebody decided this already.',
	out_of_order: 'Decide about the earlier entries of this tablet first.',
	unreadable: 'No tablet of this till vouches for these entries any more; they can only be rejected.'
} as const;

async function decide({ request, locals }: RequestEvent, decision: HeldDecision) {
	const form = await readForm(request, z.strictObject({ id: z.uuid() }));
	if (!form.ok || !locals.staff) return fail(400, { message: form.ok ? 'Sign in first.' : form.message, done: '' });
	const { db, ports } = locals.app;
	const answer = await decideHeldPush(db, ports, { ...form.value, decision, staffId: locals.staff.staffId });
	if (!answer.ok) return fail(409, { message: words[answer.code], done: '' });
	const { sales } = answer.summary;
	const what = sales === 1 ? '1 sale' : `${String(sales)} sales`;
	return {
		message: '',
		done: decision === 'booked' ? `Booked: ${what}.` : `Rejected: ${what}. They are kept as evidence.`
	};
}

export const actions: Actions = {
	book: (event) => decide(event, 'booked'),
	reject: (event) => decide(event, 'rejected')
};
