import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { readPercentBp } from '$lib/server/stores/faults';
import { insertTaxRate, lockTaxRates, removeTaxRate, selectTaxRates, updateTaxRate } from './queries';

export { selectTaxRates as listTaxRates } from './queries';

export type TaxInput = {
	name: string;
	/** One or two letters that stand beside the lines of a receipt. */
	letter: string;
	/** As typed. */
	percent: string;
};
export type TaxFaults = Partial<Record<keyof TaxInput, string>>;
type Rate = Awaited<ReturnType<typeof selectTaxRates>>[number];

/** Adds a rate (`id` null) or changes one. What was sold keeps the rate it was sold with; `formerBp` is what it was before. */
export async function saveTaxRate(
	db: Db,
	ports: Ports,
	id: string | null,
	input: TaxInput,
	staffId: string
): Promise<{ ok: true; id: string; rateBp: number; formerBp: number | null } | { ok: false; faults: TaxFaults }> {
	return db.transaction().execute(async (tx) => {
		await lockTaxRates(tx);
		const rates = await selectTaxRates(tx);
		const former = rates.find((rate) => rate.id === id);
		if (id && !former) return { ok: false, faults: { name: 'This rate is not there any more.' } };
		const { faults, row } = read(
			input,
			rates.filter((rate) => rate.id !== id)
		);
		if (!row) return { ok: false, faults };
		const rateId = id ?? newId(ports);
		if (id) await updateTaxRate(tx, id, row);
		else await insertTaxRate(tx, { id: rateId, ...row });
		await noteAudit(tx, ports, { kind: 'staff', id: staffId }, id ? 'tax_rate.changed' : 'tax_rate.added', rateId, {
			letter: row.letter,
			rateBp: row.rate_bp,
			formerBp: former?.rateBp ?? null
		});
		return { ok: true, id: rateId, rateBp: row.rate_bp, formerBp: former?.rateBp ?? null };
	});
}

function read(input: TaxInput, others: readonly Rate[]) {
	const faults: TaxFaults = {};
	const name = input.name.trim();
	const letter = input.letter.trim().toUpperCase();
	const rate_bp = readPercentBp(input.percent);
	const sameLetter = others.find((rate) => rate.letter.toUpperCase() === letter);
	if (!name) faults.name = 'Type a name such as Reduced.';
	else if (name.length > 80) faults.name = 'Use at most 80 characters.';
	else if (others.some((rate) => rate.name.toLowerCase() === name.toLowerCase())) {
		faults.name = 'Another rate has this name; choose another.';
	}
	if (!/^[A-Z]{1,2}$/.test(letter)) faults.letter = 'Use one or two letters, A to Z.';
	else if (sameLetter) faults.letter = `${sameLetter.name} has this letter already; choose another.`;
	if (rate_bp === null) faults.percent = 'Type a percentage from 0 to 100, for example 19 or 5.5.';
	const row = Object.keys(faults).length > 0 || rate_bp === null ? null : { name, letter, rate_bp };
	return { faults, row };
}

export type Deleted =
	| { ok: true }
	| { ok: false; code: 'not_found' }
	| { ok: false; code: 'last' }
	| { ok: false; code: 'in_use'; products: number };

/** Removes a rate that no product has. Sales made with it hold all they need themselves. */
export async function deleteTaxRate(db: Db, ports: Ports, id: string, staffId: string): Promise<Deleted> {
	try {
		return await db.transaction().execute(async (tx) => {
			await lockTaxRates(tx);
			const rates = await selectTaxRates(tx);
			const rate = rates.find((one) => one.id === id);
			if (!rate) return { ok: false, code: 'not_found' };
			if (rate.products > 0) return { ok: false, code: 'in_use', products: rate.products };
			if (rates.length === 1) return { ok: false, code: 'last' };
			await removeTaxRate(tx, id);
			const detail = { letter: rate.letter, rateBp: rate.rateBp };
			await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'tax_rate.removed', id, detail);
			return { ok: true };
		});
	} catch (error) {
		// A product took the rate in the same moment.
		if ((error as { code?: unknown }).code === foreignKeyViolation) return { ok: false, code: 'in_use', products: 1 };
		throw error;
	}
}

const foreignKeyViolation = '23503';
