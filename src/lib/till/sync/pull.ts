/** Fetches what changed on the server, or everything the first time (and after the server was restored). */
import { pullReading, readerVersion, snapshotReading } from '$lib/contract/sync/pull-reader';
import type { CatalogueState, CatalogueStore } from '../catalogue/store';
import { call, type Failure } from './call';
import { withSession, type SyncContext } from './session';
import { noteWatermark } from './watermark';

/** `cardsPos`: how far the index of cards has to reach; absent when the server does not say. */
export type PullOutcome = { ok: true; cardsPos?: number } | { ok: false; kind: 'stuck' } | Failure;

const pagesAtMost = 20_000;

export async function pull(context: SyncContext, catalogue: CatalogueStore): Promise<PullOutcome> {
	for (let page = 0; page < pagesAtMost; page++) {
		const { generation } = await context.store.sync();
		let state = await catalogue.state();
		const outdated = state !== null && ((generation !== 0 && state.generation !== generation) || canReadMore(state));
		if (state === null || outdated) state = await catalogue.begin(generation);
		const step = state.loading ? await loadPage(context, catalogue, state) : await pullPage(context, catalogue, state);
		if (isOutOfReach(step)) {
			await catalogue.begin(generation);
			continue;
		}
		if (!step.ok) return step;
		if (step.done) return step.cardsPos === undefined ? { ok: true } : { ok: true, cardsPos: step.cardsPos };
	}
	return { ok: false, kind: 'stuck' };
}

/** A former version of the app left something out that this one knows. */
function canReadMore({ unread }: CatalogueState): boolean {
	return unread !== undefined && unread.reader < readerVersion;
}

/** Remembers what a newer server sent and this app cannot read. */
function noteUnread({ unread }: CatalogueState, kinds: readonly string[]): Pick<CatalogueState, 'unread'> {
	if (kinds.length === 0) return unread ? { unread } : {};
	return { unread: { kinds: [...new Set([...(unread?.kinds ?? []), ...kinds])], reader: readerVersion } };
}

type Step = { ok: true; done: boolean; cardsPos?: number | undefined } | Failure;

/** The server was restored to before this position, or keeps nothing so old: everything is loaded anew. */
function isOutOfReach(step: Step): boolean {
	return !step.ok && step.kind === 'refused' && ['cursor_ahead', 'cursor_gone'].includes(step.code);
}

async function pullPage(context: SyncContext, catalogue: CatalogueStore, state: CatalogueState): Promise<Step> {
	const { ports, store } = context;
	let askedAtMs = 0;
	const answer = await withSession(context, (token) => {
		askedAtMs = ports.clock.now();
		const path = `/api/sync/pull?since=${String(state.cursor)}`;
		return call(ports, { method: 'GET', path, answer: pullReading, token });
	});
	if (!answer.ok) return answer;
	const { changes, cursor, more, cardsPos, budgets, watermark } = answer.value;
	await noteWatermark(context, watermark, askedAtMs);
	// Positions of another generation mean nothing to this catalogue: the next round loads it anew.
	if (watermark.generation !== state.generation) return { ok: true, done: false };
	const { known, unread } = changes;
	if (known.length > 0 || cursor !== state.cursor) {
		const chunks = await catalogue.apply(known, { ...state, ...noteUnread(state, unread), cursor });
		ports.bus.post({ kind: 'catalogue', chunks });
	}
	const { epoch, seq } = watermark.head;
	const at = watermark.serverTime;
	await store.updateSync({ lastPullAt: at, ...(budgets && { budgets: { given: budgets, upTo: { epoch, seq }, at } }) });
	return { ok: true, done: !more, cardsPos };
}

async function loadPage(context: SyncContext, catalogue: CatalogueStore, state: CatalogueState): Promise<Step> {
	const { ports, store } = context;
	const loading = state.loading ?? { after: '', page: 0, loaded: 0, total: 0 };
	let askedAtMs = 0;
	const answer = await withSession(context, (token) => {
		askedAtMs = ports.clock.now();
		const query = loading.after === '' ? '' : `?after=${encodeURIComponent(loading.after)}`;
		return call(ports, { method: 'GET', path: `/api/sync/snapshot${query}`, answer: snapshotReading, token });
	});
	if (!answer.ok) return answer;
	const { changes, cursor, after, totalProducts, watermark } = answer.value;
	await noteWatermark(context, watermark, askedAtMs);
	if (state.generation === 0) state = { ...state, generation: watermark.generation };
	if (watermark.generation !== state.generation) return { ok: true, done: false };
	const { known, unread } = changes;
	const products = known.filter((change) => change.kind === 'product').length;
	const next: CatalogueState = {
		...state,
		...noteUnread(state, unread),
		cursor: loading.page === 0 ? cursor : state.cursor,
		loading: { after: after ?? '', page: loading.page + 1, loaded: loading.loaded + products, total: totalProducts }
	};
	await catalogue.addPage(known, next);
	if (after === null) await catalogue.finish({ ...next, loading: null, complete: true });
	// The people come with the first page, and may sign in while the goods still load. A later load leaves former people
	// standing until it ends, so only its end makes the list a fresh one.
	const { lastPullAt } = await store.sync();
	if (after === null || lastPullAt === null) await store.updateSync({ lastPullAt: watermark.serverTime });
	// Last: whoever sees the people must be able to sign in.
	ports.bus.post({ kind: 'catalogue', chunks: 'all' });
	return { ok: true, done: false };
}
