/** An offer while it is written: the rule, what stands against it, and what ids are called. */
import { checkRule, type OfferFault } from '$lib/contract/sync/offer-faults';
import type { OfferRecord } from '$lib/contract/sync/offers';
import type { ProductForSale } from '$lib/domain/basket/basket';
import type { OfferRule } from '$lib/domain/offers/draft';
import type { OfferNames } from '$lib/i18n/offer-sentence';
import { faultAt, faultsBelow, isWrong } from '../../terms/field-faults';
import { KnownNames } from '../../terms/known-names.svelte';
import type { TermsEditor } from '../../terms/terms-editor';
import type { Scene } from './scene';

/** What an offer is called before it has an id. */
export const newOfferId = 'new';

export class OfferEditor implements TermsEditor {
	rule = $state<OfferRule>() as OfferRule;
	/** Somebody pressed Save: from then on empty names are faults, not only unfinished. */
	tried = $state(false);
	/** What the server found; holds until something changes. */
	refused = $state.raw<readonly OfferFault[]>([]);
	readonly #known: KnownNames;
	readonly #written: string;

	readonly #snapshot = $derived($state.snapshot(this.rule) as OfferRule);
	readonly #checked = $derived(checkRule(this.#snapshot, this.#place));

	constructor(
		rule: OfferRule,
		readonly scene: Scene,
		/** `null`: it is not saved yet. */
		readonly saved: { id: string; version: number } | null
	) {
		this.rule = structuredClone(rule);
		this.#written = JSON.stringify(rule);
		this.#known = new KnownNames(scene);
	}

	get id(): string {
		return this.saved?.id ?? newOfferId;
	}

	/** Above all others, so that of two records of this offer the written one counts. */
	get version(): number {
		return this.scene.active.reduce((highest, { version }) => Math.max(highest, version), 0) + 1;
	}

	get #place() {
		return { id: this.id, version: this.version, today: this.scene.today };
	}

	/** The offer as the engine would get it; `null` while something is wrong. */
	get offer(): OfferRecord | null {
		return this.#checked.ok ? this.#checked.offer : null;
	}

	/** The engine needs no names: a basket can be tried before the offer has one. */
	get triable(): OfferRecord | null {
		const { name, title } = this.rule;
		const named = { ...this.#snapshot, name: name || 'Without a name', title: title || 'Without a name' };
		const checked = checkRule(named, this.#place);
		return checked.ok ? checked.offer : null;
	}

	get text(): string {
		return JSON.stringify(this.#snapshot);
	}

	get isDirty(): boolean {
		return this.text !== this.#written;
	}

	get faults(): readonly OfferFault[] {
		const faults = this.#checked.ok ? this.refused : this.#checked.faults;
		return this.tried ? faults : faults.filter(({ path }) => path !== 'name' && path !== 'title');
	}

	faultAt = (path: string): string | undefined => faultAt(this.faults, path);

	isWrong = (path: string): boolean => isWrong(this.faults, path);

	/** The remedies for all that is wrong below the path. */
	faultsBelow = (path: string): string[] => faultsBelow(this.faults, path);

	get names(): OfferNames {
		return this.#known.names;
	}

	learn = (product: Pick<ProductForSale, 'id' | 'name'>): void => {
		this.#known.learn(product);
	};
}
