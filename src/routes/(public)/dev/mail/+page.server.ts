import { listMails } from '$lib/server/mail/mail';
import type { PageServerLoad } from './$types';

/** Exists in the demo installation only; the guard answers 404 elsewhere. */
export const load: PageServerLoad = async ({ locals }) => ({ mails: await listMails(locals.app.db) });
