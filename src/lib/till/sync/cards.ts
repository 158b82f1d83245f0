/** Keeps the till's index of cards: everything the first time (and after the server was restored), then what changed. */
import { readCardIndex } from '$lib/contract/sync/cards';
import type { CatalogueStore } from '../catalogue/store';
import { callForBytes, type Failure } from './call';
import { withSession, type SyncContext } from './session';

/** `cardsPos`: the position of the newest change of a card, as the pull before said it. */
export async function pullCards(
	context: SyncContext,
	catalogue: CatalogueStore,
	cardsPos: number
): Promise<{ ok: true } | Failure> {
	const { generation } = await context.store.sync();
	const state = await catalogue.cardsState();
	const isOurs = state !== null && state.generation === generation;
	if (isOurs && state.cursor >= cardsPos) return { ok: true };
	let pulled = await pullFrom(context, catalogue, isOurs ? state.cursor : 0);
	// The tiers were counted anew: former entries mean others by their numbers.
	if (pulled.ok && !pulled.isUsable) pulled = await pullFrom(context, catalogue, 0);
	return pulled.ok ? { ok: true } : pulled;
}

type Step = { ok: true; isUsable: boolean } | Failure;

async function pullFrom(context: SyncContext, catalogue: CatalogueStore, since: number): Promise<Step> {
	const path = `/api/sync/cards?since=${String(since)}`;
	const bytes = await withSession(context, (token) => callForBytes(context.ports, path, token));
	if (!bytes.ok) return bytes;
	const answer = readCardIndex(bytes.value);
	if (!answer) return { ok: false, kind: 'unreadable' };
	const { whole, generation, cursor, tiers, entries } = answer;
	const former = await catalogue.cardsState();
	if (!whole && JSON.stringify(former?.tiers) !== JSON.stringify(tiers)) return { ok: true, isUsable: false };
	await catalogue.putCards(entries, { key: 'cards', generation, cursor, tiers }, whole);
	return { ok: true, isUsable: true };
}
