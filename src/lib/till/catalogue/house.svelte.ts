/** What the till pulled but for the goods: settings, people, groups, taxes and offers. All that a first screen asks for. */
import type { OfferRecord } from '$lib/contract/sync/offers';
import type { GroupRecord, StaffRecord, StoreSettings, TaxRateRecord } from '$lib/contract/sync/pull';
import type { CatalogueStore, RecordKind } from './store';

export class House {
	settings = $state.raw<StoreSettings | null>(null);
	groups = $state.raw<GroupRecord[]>([]);
	taxRates = $state.raw<TaxRateRecord[]>([]);
	staff = $state.raw<StaffRecord[]>([]);
	offers = $state.raw<readonly OfferRecord[]>([]);
	/** What the server sent and this version of the app cannot read yet. */
	unread = $state.raw<readonly string[]>([]);
	/** How far the first load of the goods is; `null` once it is complete. */
	loading = $state.raw<{ done: number; total: number } | null>(null);

	constructor(private readonly store: Pick<CatalogueStore, 'state' | 'records'>) {}

	async read(): Promise<void> {
		const [state, settings, groups, taxRates, staff, offers] = await Promise.all([
			this.store.state(),
			this.#list<StoreSettings>('settings'),
			this.#list<GroupRecord>('group'),
			this.#list<TaxRateRecord>('tax_rate'),
			this.#list<StaffRecord>('staff'),
			this.#list<OfferRecord>('offer')
		]);
		this.settings = settings[0] ?? null;
		this.groups = groups.sort((a, b) => a.sort - b.sort);
		this.taxRates = taxRates.sort((a, b) => a.letter.localeCompare(b.letter));
		this.staff = staff.sort((a, b) => a.name.localeCompare(b.name));
		this.offers = offers;
		this.unread = state?.unread?.kinds ?? [];
		const loading = state?.complete ? null : state?.loading;
		this.loading = loading ? { done: loading.loaded, total: loading.total } : null;
	}

	/** The kind says the shape: the contract's schema let nothing else in. */
	async #list<T>(kind: RecordKind): Promise<T[]> {
		return (await this.store.records(kind)).map((record) => record.data as T);
	}
}
