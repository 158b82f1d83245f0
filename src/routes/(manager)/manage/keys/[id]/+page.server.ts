import { error, fail } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { basePath } from '$lib/contract/crmcom/methods';
import { isUuid } from '$lib/domain/id';
import { createKey, revokeKey, type KeyFaults } from '$lib/server/api-keys/keys';
import { field, readForm } from '$lib/server/http/form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, parent, url, locals }) => {
	const { keys } = await parent();
	const found = keys.find(({ id }) => id === params.id) ?? null;
	if (!found && params.id !== 'new') error(404, 'There is no key with this number. Choose one in the list.');
	return { key: found, address: `${locals.app.config.origin ?? url.origin}${basePath}` };
};

const schema = z.strictObject({
	name: field,
	scopes: z.array(field),
	storeIds: z.array(field),
	expiresOn: field,
	unknownProducts: z.enum(['default', 'refuse'])
});

export const actions: Actions = {
	create: async ({ request, locals }) => {
		const none: KeyFaults = {};
		const form = await readForm(request, schema, { lists: ['scopes', 'storeIds'] });
		if (!form.ok || !locals.staff) {
			const message = form.ok ? 'Sign in first.' : form.message;
			return fail(form.ok ? 401 : form.status, { message, faults: none, values: null });
		}
		const { db, ports } = locals.app;
		const made = await createKey(db, ports, form.value, locals.staff.staffId);
		if (!made.ok) {
			return fail(400, { message: 'Some fields need another look.', faults: made.faults, values: form.value });
		}
		return { made: { key: made.key, login: made.login, name: form.value.name } };
	},
	revoke: async ({ request, locals, params }) => {
		const form = await readForm(request, z.strictObject({}));
		if (!form.ok || !locals.staff || !isUuid(params.id)) return fail(400, { message: 'Load the page and try again.' });
		const { db, ports } = locals.app;
		const ended = await revokeKey(db, ports, params.id, locals.staff.staffId);
		return ended ? { revoked: true } : fail(409, { message: 'This key had ended before. Load the page again.' });
	}
};
