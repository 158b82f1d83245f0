/** Baskets, finished sales and the small things of the desk. */
import type { SaleRow, StoredBasket } from '../journal/rows';
import type { StaffTries, TillDb } from './till-db';

export class DeskStore {
	constructor(private readonly db: TillDb) {}

	async saveBasket(basket: StoredBasket): Promise<void> {
		await this.db.baskets.put(basket);
	}

	async removeBasket(id: string): Promise<void> {
		await this.db.baskets.delete(id);
	}

	async basket(id: string): Promise<StoredBasket | null> {
		return (await this.db.baskets.get(id)) ?? null;
	}

	/** The newest first. */
	async baskets(state: StoredBasket['state']): Promise<StoredBasket[]> {
		const rows = await this.db.baskets.where('state').equals(state).toArray();
		return rows.sort((a, b) => b.changedAtMs - a.changedAtMs);
	}

	async sale(saleId: string): Promise<SaleRow | null> {
		return (await this.db.sales.get(saleId)) ?? null;
	}

	/** The newest first. */
	sales(limit: number): Promise<SaleRow[]> {
		return this.db.sales.orderBy('at').reverse().limit(limit).toArray();
	}

	/** All that are kept: for finding a receipt by what is on it, and what came back of it. */
	allSales(): Promise<SaleRow[]> {
		return this.db.sales.toArray();
	}

	async markShown(saleId: string): Promise<void> {
		await this.db.sales.update(saleId, { shown: true });
	}

	/** Reads a person's misses and writes what `count` makes of them, in one transaction: tabs must not share a try. */
	countTry(staffId: string, count: (former: StaffTries | null) => StaffTries | null): Promise<StaffTries | null> {
		return this.db.transaction('rw', this.db.tries, async () => {
			const counted = count((await this.db.tries.get(staffId)) ?? null);
			if (counted) await this.db.tries.put(counted);
			return counted;
		});
	}

	/** A person's misses in a row. */
	async tries(staffId: string): Promise<StaffTries | null> {
		return (await this.db.tries.get(staffId)) ?? null;
	}

	async clearTries(staffId: string): Promise<void> {
		await this.db.tries.delete(staffId);
	}

	async preference(key: string): Promise<unknown> {
		return (await this.db.preferences.get(key))?.value;
	}

	async savePreference(key: string, value: unknown): Promise<void> {
		await this.db.preferences.put({ key, value });
	}
}
