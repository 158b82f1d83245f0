import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { readPercentBp, storeFaults, type StoreFaults, type StoreInput } from './faults';
import {
	hasPrices,
	hasSales,
	insertStore,
	lockStores,
	selectStore,
	selectStoreRows,
	updateMerchantName,
	updateStore
} from './queries';

export {
	selectMerchantName as readMerchantName,
	selectProgress as readProgress,
	selectStoreRows as listStores
} from './queries';
export { cashSteps, type StoreFaults, type StoreInput } from './faults';

type Row = NonNullable<Awaited<ReturnType<typeof selectStore>>>;

/** A store as its form shows it, or null when it is not there. */
export async function findStore(db: Db, id: string): Promise<StoreInput | null> {
	const row = await selectStore(db, id);
	return row ? toInput(row) : null;
}

function toInput(row: Row): StoreInput {
	const { code, name, address, zone, locale, currency } = row;
	return {
		...{ code, name, address, zone, locale, currency },
		taxNumber: row.tax_number,
		pricesIncludeTax: row.prices_include_tax,
		cashStepMinor: String(row.cash_step_minor),
		discountLimit: String(row.discount_limit_bp / 100),
		autoLockSeconds: String(row.auto_lock_seconds),
		receiptFooter: row.receipt_footer
	};
}

/** What a new store begins with: the next free code, and the rest as the first store has it. */
export async function draftStore(db: Db): Promise<StoreInput> {
	const stores = await selectStoreRows(db);
	const taken = new Set(stores.map(({ code }) => code));
	const numbers = Array.from({ length: stores.length + 1 }, (_, index) => `S${String(index + 1).padStart(2, '0')}`);
	const code = numbers.find((candidate) => !taken.has(candidate)) ?? '';
	const first = stores[0] && (await findStore(db, stores[0].id));
	const fallback = {
		...{ taxNumber: '', zone: 'UTC', locale: 'en-GB', currency: 'EUR', pricesIncludeTax: true },
		...{ cashStepMinor: '1', discountLimit: '20', autoLockSeconds: '300', receiptFooter: '' }
	};
	return { ...fallback, ...first, code, name: '', address: '' };
}

/** Adds a store (`id` null) or changes one; its tills hear of it at their next pull. */
export async function saveStore(
	db: Db,
	ports: Ports,
	id: string | null,
	typed: StoreInput,
	staffId: string
): Promise<{ ok: true; id: string } | { ok: false; faults: StoreFaults }> {
	const input = { ...typed, code: typed.code.trim().toUpperCase(), currency: typed.currency.trim().toUpperCase() };
	return db.transaction().execute(async (tx) => {
		await lockStores(tx);
		const others = await selectStoreRows(tx);
		const former = others.find((store) => store.id === id) ?? null;
		if (id && !former) return { ok: false, faults: { name: 'This store is not there any more.' } };
		const faults = storeFaults(input, {
			...{ id, others, former },
			hasSales: await hasSales(tx),
			hasPrices: await hasPrices(tx)
		});
		if (Object.keys(faults).length > 0) return { ok: false, faults };
		const storeId = id ?? newId(ports);
		const row = toRow(input);
		if (id) await updateStore(tx, id, row);
		else await insertStore(tx, { id: storeId, ...row });
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, id ? 'store.changed' : 'store.added', storeId, {
			...{ code: row.code, zone: row.zone, locale: row.locale, currency: row.currency },
			pricesIncludeTax: row.prices_include_tax,
			cashStepMinor: row.cash_step_minor,
			discountLimitBp: row.discount_limit_bp,
			autoLockSeconds: row.auto_lock_seconds
		});
		return { ok: true, id: storeId };
	});
}

/** Only after `storeFaults` found nothing. */
function toRow(input: StoreInput) {
	const { code, zone, locale, currency } = input;
	return {
		...{ code, zone, locale, currency },
		name: input.name.trim(),
		address: input.address.trim(),
		tax_number: input.taxNumber.trim(),
		prices_include_tax: input.pricesIncludeTax,
		cash_step_minor: Number(input.cashStepMinor),
		discount_limit_bp: readPercentBp(input.discountLimit) ?? 0,
		auto_lock_seconds: Number(input.autoLockSeconds),
		receipt_footer: input.receiptFooter.trim()
	};
}

/** The name customers know; it stands on receipts and on every till. */
export async function renameMerchant(
	db: Db,
	ports: Ports,
	typed: string,
	staffId: string
): Promise<{ ok: true } | { ok: false; faults: { merchantName: string } }> {
	const name = typed.trim();
	if (!name) return { ok: false, faults: { merchantName: 'Type the name customers know.' } };
	if (name.length > 200) return { ok: false, faults: { merchantName: 'Use at most 200 characters.' } };
	await db.transaction().execute(async (tx) => {
		await updateMerchantName(tx, name);
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'merchant.renamed', null);
	});
	return { ok: true };
}
