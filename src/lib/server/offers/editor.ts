/** What the editor of an offer needs around it: what terms are chosen from, tax to try it with, the offers beside it. */
import type { OfferRecord } from '$lib/contract/sync/offers';
import type { OfferRule } from '$lib/domain/offers/draft';
import type { Db } from '../db/client';
import { findBackend } from '../rewards/settings';
import { localDate } from '../today/day';
import { filtersOf } from './named';
import { listActiveOffers } from './offers';
import { selectEditorTaxRates } from './queries.editor';
import { readTerms, type TermsScene } from './terms';

export type EditorScene = TermsScene & {
	/** On the shop's wall. */
	today: string;
	taxRates: Awaited<ReturnType<typeof selectEditorTaxRates>>;
	/** Those in force, the edited one among them as it stands. */
	active: OfferRecord[];
	/** Another system keeps the members' value. */
	isElsewhere: boolean;
};

/** `rule`: the offer that is edited or copied; without one the goods are the best sellers. */
export async function readEditor(db: Db, rule: OfferRule | null, nowMs: number): Promise<EditorScene> {
	const [terms, taxRates, active, backend] = await Promise.all([
		readTerms(db, rule ? filtersOf(rule) : []),
		selectEditorTaxRates(db),
		listActiveOffers(db),
		findBackend(db)
	]);
	const today = localDate(nowMs, terms.stores[0]?.zone ?? 'UTC');
	return { ...terms, today, taxRates, active, isElsewhere: backend !== 'builtin' };
}
