import { crmcomApp } from '$lib/server/crmcom/app';
import { serveCrmcom } from '$lib/server/crmcom/serve';
import type { RequestHandler } from './$types';

// Old clients write addresses with a slash at the end and any verb; both are answered here, never by the framework.
export const trailingSlash = 'ignore';
export const fallback: RequestHandler = ({ locals, request, getClientAddress }) =>
	serveCrmcom(crmcomApp(locals.app), request, getClientAddress());
