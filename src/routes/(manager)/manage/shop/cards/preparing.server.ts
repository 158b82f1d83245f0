/** Printed cards: looked at, prepared, withdrawn. */
import { fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { withoutPaymentCards } from '$lib/domain/code/printed-cards';
import { field, readForm } from '$lib/server/http/form';
import {
	lookAtNumbers,
	prepareCards,
	withdrawCards,
	type Outlook,
	type PrepareFaults,
	type PrepareInput,
	type WithdrawFaults,
	type WithdrawInput
} from '$lib/server/members/prepared-cards';

/** Ten thousand numbers of nineteen digits, in groups of four, and room for a mistake. */
const list = z.string().check(z.maxLength(400_000));
const prepareForm = z.strictObject({ rangeId: field, first: field, last: field, numbers: list });
const withdrawForm = z.strictObject({ from: field, to: field });

/** What the page shows of the cards that were named. */
export type Preparing = {
	values: PrepareInput;
	faults: PrepareFaults;
	outlook: Outlook | null;
	/** The outlook is what was done. */
	isDone: boolean;
};
export type Withdrawing = { values: WithdrawInput; faults: WithdrawFaults; count: number | null };

const empty: PrepareInput = { rangeId: '', first: '', last: '', numbers: '' };

async function prepare({ request, locals }: RequestEvent, isDone: boolean) {
	const form = await readForm(request, prepareForm);
	if (!form.ok) return fail(form.status, { message: form.message });
	if (!locals.staff) return fail(401, { message: 'Sign in first.' });
	const { db, ports } = locals.app;
	const told = isDone ? prepareCards(db, ports, form.value, locals.staff.staffId) : lookAtNumbers(db, form.value);
	const answer = await told;
	// A payment card is not even sent back.
	const values = { ...form.value, numbers: withoutPaymentCards(form.value.numbers) };
	if (!answer.ok) return fail(400, { preparing: { values, faults: answer.faults, outlook: null, isDone: false } });
	const { outlook } = answer;
	return { preparing: { values: isDone ? empty : values, faults: {}, outlook, isDone } satisfies Preparing };
}

async function withdraw({ request, locals }: RequestEvent) {
	const form = await readForm(request, withdrawForm);
	if (!form.ok) return fail(form.status, { message: form.message });
	if (!locals.staff) return fail(401, { message: 'Sign in first.' });
	const { db, ports } = locals.app;
	const answer = await withdrawCards(db, ports, form.value, locals.staff.staffId);
	if (!answer.ok) return fail(400, { withdrawing: { values: form.value, faults: answer.faults, count: null } });
	const { count } = answer;
	return { withdrawing: { values: { from: '', to: '' }, faults: {}, count } satisfies Withdrawing };
}

export const preparing = {
	look: (event: RequestEvent) => prepare(event, false),
	prepare: (event: RequestEvent) => prepare(event, true),
	withdraw
};
