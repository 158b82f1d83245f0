import { limits, takeAttempt } from '$lib/server/auth/rate-limit';
import { leadTo, notSeeded, tooManyTries } from '$lib/server/http/lead-to';
import { createEnrolmentCode } from '$lib/server/tills/code';
import { createNumberedTill, listStores } from '$lib/server/tills-admin/tills-admin';
import type { RequestHandler } from './$types';

/** This browser becomes a new demo till. */
export const POST: RequestHandler = async ({ locals, request, getClientAddress }) => {
	const { db, ports } = locals.app;
	const allowed = await takeAttempt(db, limits.demoByAddress, getClientAddress(), ports.now());
	if (!allowed.ok) return tooManyTries(allowed.retryAfterSeconds);
	const [store] = await listStores(db);
	if (!store) return notSeeded();
	const till = await createNumberedTill(db, ports, { storeId: store.id, name: 'Visitor’s till' });
	if (!till.ok) return notSeeded();
	const made = await createEnrolmentCode(db, ports, { tillId: till.id, staffId: null });
	return made.ok ? leadTo(request, `/till?code=${made.code.code}`) : notSeeded();
};
