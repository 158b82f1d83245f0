import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { field, readForm } from '$lib/server/http/form';
import { deleteTaxRate, listTaxRates, saveTaxRate, type TaxFaults } from '$lib/server/taxes/taxes';
import type { Actions, PageServerLoad } from './$types';

const isNew = (id: string) => id === 'new';

export const load: PageServerLoad = async ({ locals, params }) => {
	if (isNew(params.id)) return { rate: null };
	const rate = (await listTaxRates(locals.app.db)).find(({ id }) => id === params.id);
	if (!rate) error(404, 'There is no tax rate with this number. Choose one in the list.');
	return { rate };
};

const percent = (rateBp: number) => `${String(rateBp / 100)} %`;
const none: TaxFaults = {};
const refused = (message: string) => ({ message, done: '', faults: none, values: null });

export const actions: Actions = {
	save: async ({ request, locals, params }) => {
		const form = await readForm(request, z.strictObject({ name: field, letter: field, percent: field }));
		if (!form.ok) return fail(form.status, refused(form.message));
		if (!locals.staff) return fail(401, refused('Sign in first.'));
		const { db, ports } = locals.app;
		const id = isNew(params.id) ? null : params.id;
		const saved = await saveTaxRate(db, ports, id, form.value, locals.staff.staffId);
		if (!saved.ok) return fail(400, { message: '', done: '', faults: saved.faults, values: form.value });
		if (saved.formerBp === null) redirect(303, '/manage/shop');
		const { rateBp, formerBp } = saved;
		const done =
			rateBp === formerBp
				? 'Saved.'
				: `Saved. Sales from now on are taxed at ${percent(rateBp)}; those made before keep ${percent(formerBp)}.`;
		return { ...refused(''), done };
	},
	remove: async ({ locals, params }) => {
		if (!locals.staff) return fail(401, refused('Sign in first.'));
		const { db, ports } = locals.app;
		const removed = await deleteTaxRate(db, ports, params.id, locals.staff.staffId);
		if (removed.ok || removed.code === 'not_found') redirect(303, '/manage/shop');
		if (removed.code === 'last') return fail(409, refused('A shop needs one tax rate; add another one first.'));
		const products = removed.products === 1 ? '1 product has' : `${String(removed.products)} products have`;
		return fail(409, refused(`${products} this rate; give them another one first.`));
	}
};
