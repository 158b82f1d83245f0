import { fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { withoutPaymentCards } from '$lib/domain/code/printed-cards';
import { field, readForm } from '$lib/server/http/form';
import {
	addMask,
	addRange,
	listCardRules,
	moveRule,
	removeMask,
	switchRange,
	tryNumber,
	type MaskFaults,
	type RangeFaults
} from '$lib/server/members/card-rules';
import {
	lookAtNumbers,
	prepareCards,
	readCardCounts,
	withdrawCards,
	type Outlook,
	type PrepareFaults,
	type PrepareInput,
	type WithdrawFaults,
	type WithdrawInput
} from '$lib/server/members/prepared-cards';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { db } = locals.app;
	const [rules, counts] = await Promise.all([listCardRules(db), readCardCounts(db)]);
	return { rules, counts };
};

const rangeForm = z.strictObject({ prefix: field, length: field, check: field });
const maskForm = z.strictObject({ mask: field, replacement: field });
const switchForm = z.strictObject({ id: z.uuid(), active: z.enum(['true', 'false']) });
const removeForm = z.strictObject({ id: z.uuid() });
const moveForm = z.strictObject({ kind: z.enum(['range', 'mask']), id: z.uuid(), way: z.enum(['up', 'down']) });
const tryForm = z.strictObject({ number: field });

const needsLook = 'Some fields need another look.';
const gone = 'It is not there any more, or stands there already; look again.';

type Form = {
	rangeFaults: RangeFaults;
	rangeValues: z.output<typeof rangeForm> | null;
	maskFaults: MaskFaults;
	maskValues: z.output<typeof maskForm> | null;
};
const untouched: Form = { rangeFaults: {}, rangeValues: null, maskFaults: {}, maskValues: null };

function refusal(status: number, message: string, form: Partial<Form> = {}) {
	return fail(status, { message, ...untouched, ...form });
}

type Refused = { ok: true } | { ok: false; status: number; message: string };
const refuse = (form: Refused) => (form.ok ? refusal(401, 'Sign in first.') : refusal(form.status, form.message));

// Printed cards ------------------------------------------------------------------------------------------------------

/** Ten thousand numbers of nineteen digits, in groups of four, and room for a mistake. */
const list = z.string().check(z.maxLength(400_000));
const prepareForm = z.strictObject({ rangeId: field, first: field, last: field, numbers: list });
const withdrawForm = z.strictObject({ from: field, to: field });

/** What the page shows of the cards that were named. */
type Preparing = {
	values: PrepareInput;
	faults: PrepareFaults;
	outlook: Outlook | null;
	/** The outlook is what was done. */
	isDone: boolean;
};
type Withdrawing = { values: WithdrawInput; faults: WithdrawFaults; count: number | null };

const empty: PrepareInput = { rangeId: '', first: '', last: '', numbers: '' };

/** A payment card is not even sent back. */
function withoutPaymentCardsIn<T extends Record<string, string>>(values: T): T {
	const kept = Object.entries(values).map(([name, value]) => [name, withoutPaymentCards(value)]);
	// The same names with texts, as before.
	return Object.fromEntries(kept) as T;
}

async function prepare({ request, locals }: RequestEvent, isDone: boolean) {
	const form = await readForm(request, prepareForm);
	if (!form.ok) return fail(form.status, { message: form.message });
	if (!locals.staff) return fail(401, { message: 'Sign in first.' });
	const { db, ports } = locals.app;
	const told = isDone ? prepareCards(db, ports, form.value, locals.staff.staffId) : lookAtNumbers(db, form.value);
	const answer = await told;
	const values = { ...withoutPaymentCardsIn(form.value), rangeId: form.value.rangeId };
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
	if (!answer.ok)
		return fail(400, {
			withdrawing: { values: withoutPaymentCardsIn(form.value), faults: answer.faults, count: null }
		});
	const { count } = answer;
	return { withdrawing: { values: { from: '', to: '' }, faults: {}, count } satisfies Withdrawing };
}

export const actions: Actions = {
	range: async ({ request, locals }) => {
		const form = await readForm(request, rangeForm);
		if (!form.ok || !locals.staff) return refuse(form);
		const { db, ports } = locals.app;
		const added = await addRange(db, ports, form.value, locals.staff.staffId);
		if (added.ok) return { added: true };
		return refusal(400, needsLook, { rangeFaults: added.faults, rangeValues: form.value });
	},
	mask: async ({ request, locals }) => {
		const form = await readForm(request, maskForm);
		if (!form.ok || !locals.staff) return refuse(form);
		const { db, ports } = locals.app;
		const added = await addMask(db, ports, form.value, locals.staff.staffId);
		if (added.ok) return { added: true };
		return refusal(400, needsLook, { maskFaults: added.faults, maskValues: form.value });
	},
	switch: async ({ request, locals }) => {
		const form = await readForm(request, switchForm);
		if (!form.ok || !locals.staff) return refuse(form);
		const { db, ports } = locals.app;
		const given = { id: form.value.id, active: form.value.active === 'true', staffId: locals.staff.staffId };
		return (await switchRange(db, ports, given)) ? { added: false } : refusal(409, gone);
	},
	remove: async ({ request, locals }) => {
		const form = await readForm(request, removeForm);
		if (!form.ok || !locals.staff) return refuse(form);
		const { db, ports } = locals.app;
		const removed = await removeMask(db, ports, form.value.id, locals.staff.staffId);
		return removed ? { added: false } : refusal(409, gone);
	},
	move: async ({ request, locals }) => {
		const form = await readForm(request, moveForm);
		if (!form.ok || !locals.staff) return refuse(form);
		const { db, ports } = locals.app;
		const { kind, id, way } = form.value;
		const moved = await moveRule(db, ports, { kind, id, up: way === 'up', staffId: locals.staff.staffId });
		return moved ? { added: false } : refusal(409, gone);
	},
	try: async ({ request, locals }) => {
		const form = await readForm(request, tryForm);
		if (!form.ok || !locals.staff) return refuse(form);
		return { tried: await tryNumber(locals.app.db, form.value.number) };
	},
	look: (event) => prepare(event, false),
	prepare: (event) => prepare(event, true),
	withdraw
};
