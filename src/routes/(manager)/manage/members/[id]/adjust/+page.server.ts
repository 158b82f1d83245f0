import { error, fail, redirect } from '@sveltejs/kit';
import * as z from 'zod/mini';
import type { OfferFault } from '$lib/contract/sync/offer-faults';
import { isUuid } from '$lib/domain/id';
import { pointsCurrency } from '$lib/domain/offers/offer';
import { askAdjustment, limitOf, type AdjustFaults } from '$lib/server/adjustments/adjustments';
import { field, readForm } from '$lib/server/http/form';
import { readTerms } from '$lib/server/offers/terms';
import { readPlace } from '$lib/server/members-admin/list';
import { newId } from '$lib/server/ports';
import { readRewardSettings } from '$lib/server/rewards/settings';
import { localDate } from '$lib/server/today/day';
import type { Actions, PageServerLoad } from './$types';

const dayMs = 86_400_000;

export const load: PageServerLoad = async ({ locals, parent, url }) => {
	const { db, ports } = locals.app;
	const { member } = await parent();
	const settings = await readRewardSettings(db);
	const { currency, zone } = member.place;
	const currencies = [currency, pointsCurrency];
	const days = settings.adjustmentDays;
	const asked = url.searchParams.get('amount') ?? '';
	return {
		/** Sent with the form: whoever presses twice gives once. */
		formId: newId(ports),
		currencies,
		limits: currencies.map((one) => ({ currency: one, limitMinor: limitOf(settings, one) })),
		today: localDate(ports.now(), zone),
		/** What it may be spent on is chosen from these. */
		scene: await readTerms(db, []),
		input: {
			direction: url.searchParams.get('direction') === 'take' ? 'take' : 'give',
			currency: currencies.find((one) => one === url.searchParams.get('currency')) ?? currency,
			amount: /^[\d.,]{1,12}$/.test(asked) ? asked : '',
			...{ label: '', reason: '' },
			until: days === null ? '' : localDate(ports.now() + days * dayMs, zone),
			conditions: ''
		}
	};
};

const schema = z.strictObject({
	id: z.uuid(),
	...{ direction: field, currency: field, amount: field, label: field, reason: field, until: field },
	/** JSON; it may name hundreds of products. */
	conditions: z.string().check(z.maxLength(100_000))
});

export const actions: Actions = {
	default: async ({ request, locals, params, url }) => {
		const none: { faults: AdjustFaults; terms: OfferFault[] } = { faults: {}, terms: [] };
		if (!isUuid(params.id)) error(404, 'There is no member with this number. Look for the name in the list.');
		const form = await readForm(request, schema);
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, ...none, values: null });
		}
		const { db, ports } = locals.app;
		const { id, ...input } = form.value;
		const wish = { id, memberId: params.id, input, staffId: locals.staff.staffId };
		const asked = await askAdjustment(db, ports, await readPlace(db), wish);
		if (!asked.ok) {
			const message = asked.message ?? 'Some fields need another look.';
			return fail(400, { message, faults: asked.faults, terms: asked.terms ?? [], values: input });
		}
		const kept = new URLSearchParams(url.searchParams);
		for (const own of ['amount', 'direction']) kept.delete(own);
		kept.set('currency', input.currency);
		redirect(303, `/manage/members/${params.id}?${kept.toString()}`);
	}
};
