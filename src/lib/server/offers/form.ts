/** The post of the editor's form: reads it, saves it, and says what stands against it. */
import * as z from 'zod/mini';
import type { OfferFault } from '$lib/contract/sync/offer-faults';
import type { Db } from '../db/client';
import { field, readForm } from '../http/form';
import type { Ports } from '../ports';
import { localDate } from '../today/day';
import { saveOffer } from './offers';
import { selectEditorStores } from './queries.editor';

/** An offer may name hundreds of products. */
const longestRule = 400_000;

const schema = z.strictObject({
	/** The offer without id and version, as JSON. */
	rule: z.string().check(z.maxLength(longestRule)),
	state: z.enum(['draft', 'active', 'paused']),
	/** What the editor saw; empty for a new offer. */
	version: field
});

export type PostedOffer =
	{ ok: true; id: string } | { ok: false; status: number; message: string; faults: OfferFault[] };

const words = {
	not_found: 'This offer is not there any more. Copy what you need and make a new one.',
	changed_meanwhile:
		'Somebody changed this offer while you were at it. Open it in another window, compare, and make your change there.',
	ended: 'This offer was ended for good. Copy it as a new one to use it again.'
} as const;

function refuse(status: number, message: string, faults: OfferFault[] = []): PostedOffer {
	return { ok: false, status, message, faults };
}

function readRule(text: string): object | null {
	try {
		const rule: unknown = JSON.parse(text);
		return typeof rule === 'object' && rule !== null ? rule : null;
	} catch {
		return null;
	}
}

/** `id`: the offer that is changed; null adds one. */
export async function postOffer(
	{ db, ports }: { db: Db; ports: Ports },
	request: Request,
	id: string | null,
	staffId: string
): Promise<PostedOffer> {
	const form = await readForm(request, schema);
	if (!form.ok) return refuse(form.status, form.message);
	const rule = readRule(form.value.rule);
	if (!rule) return refuse(400, 'The offer could not be read. Load the page again.');
	const former = id === null ? null : { id, version: Number(form.value.version) };
	const [store] = await selectEditorStores(db);
	const today = localDate(ports.now(), store?.zone ?? 'UTC');
	const saved = await saveOffer(db, ports, former, { rule, state: form.value.state, today }, staffId);
	if (saved.ok) return saved;
	if (saved.code === 'rule_wrong') return refuse(400, 'Some places need another look.', saved.faults);
	return refuse(saved.code === 'not_found' ? 404 : 409, words[saved.code]);
}
