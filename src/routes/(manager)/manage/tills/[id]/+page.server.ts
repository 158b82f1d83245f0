import { error, fail, type RequestEvent } from '@sveltejs/kit';
import * as z from 'zod/mini';
import { isUuid } from '$lib/domain/id';
import { field, readForm } from '$lib/server/http/form';
import { createEnrolmentCode } from '$lib/server/tills/code';
import { reportStolen, retireDevice } from '$lib/server/tills/device-end';
import { listDevices, renameTill } from '$lib/server/tills-admin/tills-admin';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('manage:tills');
	if (!isUuid(params.id)) error(404, 'There is no till with this number. Choose one in the list.');
	return { devices: await listDevices(locals.app.db, params.id) };
};

async function end({ request, locals }: RequestEvent, how: typeof retireDevice) {
	const form = await readForm(request, z.strictObject({ deviceId: z.uuid() }));
	if (!form.ok || !locals.staff) return fail(400, { message: form.ok ? 'Sign in first.' : form.message });
	const { db, ports } = locals.app;
	const ended = await how(db, ports, form.value.deviceId, { kind: 'staff', id: locals.staff.staffId });
	return ended.ok ? { ended: true } : fail(409, { message: 'This tablet was ended before. Load the page again.' });
}

export const actions: Actions = {
	code: async ({ locals, params, url }) => {
		if (!locals.staff || !params.id || !isUuid(params.id))
			return fail(400, { message: 'This till is not there any more.' });
		const { db, ports, config } = locals.app;
		const made = await createEnrolmentCode(db, ports, { tillId: params.id, staffId: locals.staff.staffId });
		if (!made.ok) return fail(404, { message: 'This till is not there any more.' });
		const { code, expiresAt } = made.code;
		const address = `${config.origin ?? url.origin}/till?code=${code}`;
		return { code, expiresAt, address };
	},
	rename: async ({ request, locals, params }) => {
		const form = await readForm(request, z.strictObject({ name: field }));
		if (!form.ok || !locals.staff) return fail(400, { message: form.ok ? 'Sign in first.' : form.message });
		const id = params.id && isUuid(params.id) ? params.id : null;
		if (!id) return fail(404, { message: 'This till is not there any more.' });
		const { db, ports } = locals.app;
		const renamed = await renameTill(db, ports, id, form.value.name, locals.staff.staffId);
		return renamed.ok ? { renamed: true } : fail(400, { faults: renamed.faults, values: form.value });
	},
	retire: (event) => end(event, retireDevice),
	stolen: (event) => end(event, reportStolen)
};
