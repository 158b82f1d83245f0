import { saleCompleted } from '$lib/contract/sync/bodies';
import type { Db } from '$lib/server/db/client';
import { selectCasesOfSale, selectEvent, selectFormerHash, selectSale } from './queries';
import { proveEvent } from './verify';

/** A sale with the event it was made from, the proof checked now, and its cases; null when there is no such sale. */
export async function readSale(db: Db, saleId: string) {
	const sale = await selectSale(db, saleId);
	if (!sale) return null;
	const event = await selectEvent(db, sale);
	const formerHashes = await selectFormerHash(db, sale);
	const cases = await selectCasesOfSale(db, { saleId, ...sale });
	const body = event ? readBody(event.text) : null;
	const proof = event ? await proveEvent(event, formerHashes) : null;
	const shownEvent = event && {
		text: event.text,
		hash: event.hash,
		sig: event.sig,
		deviceName: event.deviceName,
		receivedAt: event.receivedAt
	};
	return { sale, body, event: shownEvent ?? null, proof, cases };
}

function readBody(text: string) {
	const event = JSON.parse(text) as { body?: unknown };
	const parsed = saleCompleted.safeParse(event.body);
	return parsed.success ? parsed.data : null;
}
