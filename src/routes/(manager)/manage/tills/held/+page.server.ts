import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { readForm } from '$lib/server/http/form';
import { decideHeldPush, type HeldDecision } from '$lib/server/journal/held-push';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => redirect(303, '/manage/tills');

const words = {
	not_found: 'This is not there any more.',
	conflict: 'Somebody decided this already.',
	out_of_order: 'Decide about the earlier entries of this tablet first.'
} as const;

async function decide({ request, locals }: RequestEvent, decision: HeldDecision) {
	const form = await readForm(request, z.strictObject({ id: z.uuid() }));
	if (!form.ok || !locals.staff) return fail(400, { message: form.ok ? 'Sign in first.' : form.message });
	const { db, ports } = locals.app;
	const answer = await decideHeldPush(db, ports, { ...form.value, decision, staffId: locals.staff.staffId });
	if (!answer.ok) return fail(409, { message: words[answer.code] });
	return redirect(303, '/manage/tills');
}

export const actions: Actions = {
	book: (event) => decide(event, 'booked'),
	reject: (event) => decide(event, 'rejected')
};
