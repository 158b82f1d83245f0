/** What became of each offer, for the list beside the test basket. */
import type { OfferTrace, TraceCode } from '$lib/domain/offers/trace';
import { offersInEnglish, sayNext, sayOffer, type Writing } from '$lib/i18n/offer-words';
import { formatQuantity } from '$lib/ui/format';
import type { OfferEditor } from './offer-editor.svelte';
import type { TestBasket } from './test-basket.svelte';

export type TraceLook = 'gave' | 'beaten' | 'nearly' | 'member' | 'time' | 'nothing' | 'no';
export type TraceRow = { offerId: string; title: string; detail: string; look: TraceLook; isOwn: boolean };

/** No news about other offers. */
const silent: ReadonlySet<TraceCode> = new Set(['no_matching_line', 'other_store', 'other_currency']);

function lookOf(code: TraceCode): TraceLook {
	if (code.startsWith('gave_')) return 'gave';
	if (code === 'beaten_by') return 'beaten';
	if (code === 'needs_more') return 'nearly';
	if (code === 'no_matching_line') return 'nothing';
	if (['needs_member', 'not_for_this_tier', 'not_in_segment'].includes(code)) return 'member';
	return ['not_started', 'ended', 'outside_hours'].includes(code) ? 'time' : 'no';
}

function writingOf(editor: OfferEditor, basket: TestBasket): Writing {
	const { locale } = editor.scene;
	const titles = new Map(basket.offers.map(({ id, title }) => [id, title]));
	return {
		t: offersInEnglish,
		currency: basket.store?.currency ?? editor.rule.currency,
		amount: editor.names.amount,
		quantity: (milli) => formatQuantity(milli, undefined, locale),
		date: editor.names.day,
		title: (offerId) => titles.get(offerId) ?? 'another offer',
		tier: (tier) => tier
	};
}

/** "Takes off 3.40; 1 more to reach 6" */
function detailOf(entry: OfferTrace, writing: Writing): string {
	const said = sayOffer(entry, writing);
	const next = entry.code === 'gave_discount' && entry.next ? sayNext(entry.next, writing) : null;
	return next === null ? said : `${said}; ${next}`;
}

/** The written offer first, then what took effect, then what did not. */
export function traceRows(editor: OfferEditor, basket: TestBasket): TraceRow[] {
	const writing = writingOf(editor, basket);
	const rows = basket.quote.trace
		.filter(({ offerId, code }) => offerId === editor.id || !silent.has(code))
		.map((entry): TraceRow => ({
			offerId: entry.offerId,
			title: writing.title(entry.offerId),
			detail: detailOf(entry, writing),
			look: lookOf(entry.code),
			isOwn: entry.offerId === editor.id
		}));
	const rank = ({ isOwn, look }: TraceRow) => (isOwn ? 0 : look === 'gave' ? 1 : 2);
	return rows.sort((a, b) => rank(a) - rank(b));
}
