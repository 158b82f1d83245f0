import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { amountText } from '$lib/domain/money/amount-text';
import { currencyExponent } from '$lib/domain/money/money';
import { checkbox, field, lines, readForm } from '$lib/server/http/form';
import { findProduct, saveProduct, type ProductFaults, type ProductInput } from '$lib/server/products/edit';
import { listChoices, listTraitWords } from '$lib/server/products/list';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { db } = locals.app;
	const [choices, words] = await Promise.all([listChoices(db), listTraitWords(db)]);
	if (params.id === 'new') {
		const product = emptyProduct(choices.taxRates[0]?.id ?? '', url.searchParams.get('code'));
		return { choices, words, id: null, product };
	}
	const found = isUuid(params.id) ? await findProduct(db, params.id) : null;
	if (!found) error(404, 'There is no product with this number. Look for it in the list.');
	const exponent = currencyExponent(choices.currency);
	const text = (minor: number | null) => (minor === null ? '' : amountText(minor, exponent));
	const product: ProductInput = {
		sku: found.sku,
		name: found.name,
		group: choices.groups.find(({ id }) => id === found.groupId)?.name ?? '',
		price: text(found.priceMinor),
		minimumPrice: text(found.minimumPriceMinor),
		taxRateId: found.taxRateId,
		sellBy: found.sellBy,
		codes: found.codes.join('\n'),
		favourite: found.favourite,
		brand: found.brand ?? '',
		family: found.family ?? '',
		categories: found.categories.join(', '),
		inPromotions: found.inPromotions,
		status: found.status
	};
	return { choices, words, id: found.id, product };
};

/** `code`: what was sold without a product; digits are a barcode, anything else is an article number. */
function emptyProduct(taxRateId: string, code: string | null): ProductInput {
	const named = code === null ? {} : /^\d{8,14}$/.test(code) ? { codes: code } : { sku: code.slice(0, 64) };
	const empty = {
		sku: '',
		name: '',
		group: '',
		price: '',
		minimumPrice: '',
		codes: '',
		brand: '',
		family: '',
		categories: ''
	};
	return { ...empty, ...named, taxRateId, sellBy: 'piece', favourite: false, inPromotions: true, status: 'active' };
}

const schema = z.strictObject({
	sku: field,
	name: field,
	group: field,
	price: field,
	minimumPrice: field,
	taxRateId: field,
	sellBy: field,
	codes: lines,
	favourite: checkbox,
	brand: field,
	family: field,
	categories: lines,
	inPromotions: checkbox,
	status: field
});

export const actions: Actions = {
	default: async ({ request, locals, params }) => {
		const none: ProductFaults = {};
		const form = await readForm(request, schema);
		if (!form.ok || !locals.staff) {
			return fail(form.ok ? 401 : form.status, {
				message: form.ok ? 'Sign in first.' : form.message,
				faults: none,
				values: null
			});
		}
		const { db, ports } = locals.app;
		const id = params.id === 'new' ? null : params.id;
		if (id !== null && !(isUuid(id) && (await findProduct(db, id)))) error(404, 'This product is not there any more.');
		const saved = await saveProduct(db, ports, id, form.value, locals.staff.staffId);
		if (!saved.ok) {
			return fail(400, { message: 'Some fields need another look.', faults: saved.faults, values: form.value });
		}
		redirect(303, '/manage/products');
	}
};
