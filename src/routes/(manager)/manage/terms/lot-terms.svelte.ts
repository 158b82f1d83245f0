/** What value given by hand may be spent on, while it is written. */
import { checkConditions, type OfferFault } from '$lib/contract/sync/offer-faults';
import type { ProductForSale } from '$lib/domain/basket/basket';
import { blankFilter } from '$lib/domain/offers/draft';
import { toConditions, type LotConditions } from '$lib/domain/wallet/conditions';
import type { OfferNames } from '$lib/i18n/offer-sentence';
import { faultAt, faultsBelow, isWrong } from './field-faults';
import { KnownNames } from './known-names.svelte';
import type { TermsEditor, TermsScene } from './terms-editor';

/** What the server found wrong with what was sent. */
type Refused = { text: string; faults: readonly OfferFault[] };

export class LotTerms implements TermsEditor {
	conditions = $state<LotConditions>({ lines: blankFilter('any'), storeIds: [], hours: [] });
	readonly #known: KnownNames;
	readonly #snapshot = $derived($state.snapshot(this.conditions));

	constructor(
		readonly scene: TermsScene,
		private readonly refused: () => Refused | null
	) {
		this.#known = new KnownNames(scene);
	}

	/** What the form sends; empty: everything. */
	readonly text = $derived.by(() => {
		const limited = toConditions(this.#snapshot);
		return limited ? JSON.stringify(limited) : '';
	});

	/** What was refused holds until something changes. */
	readonly #faults = $derived.by((): readonly OfferFault[] => {
		const checked = checkConditions(this.#snapshot);
		if (!checked.ok) return checked.faults;
		const refused = this.refused();
		return refused?.text === this.text ? refused.faults : [];
	});

	faultAt = (path: string): string | undefined => faultAt(this.#faults, path);

	isWrong = (path: string): boolean => isWrong(this.#faults, path);

	faultsBelow = (path: string): string[] => faultsBelow(this.#faults, path);

	get names(): OfferNames {
		return this.#known.names;
	}

	learn = (product: Pick<ProductForSale, 'id' | 'name'>): void => {
		this.#known.learn(product);
	};
}
