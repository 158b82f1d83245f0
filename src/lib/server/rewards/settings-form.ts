/** The shop's reward settings as a person types them; every fault names its field and the remedy. */
import { currencyExponent } from '$lib/domain/money/money';
import { amountText } from '$lib/domain/money/amount-text';
import { parseAmount } from '$lib/domain/money/parse-amount';
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { askRaise, readPendingRaise, type RaiseRefusal } from './limit-raise';
import {
	findCurrency,
	lockSettings,
	selectChosenStandIn,
	selectProductOfSku,
	selectSettings,
	updateSettings
} from './queries.settings';

export type SettingsInput = {
	minimumSpend: string;
	/** Empty: no limit. */
	maximumSpend: string;
	holdMinutes: string;
	negativePolicy: string;
	spendTaxedAs: string;
	adjustmentLimit: string;
	adjustmentLimitPoints: string;
	/** Empty: does not run out. */
	adjustmentDays: string;
	/** Article number of what stands in for codes that no product has; empty: nothing of the catalogue. */
	defaultProduct: string;
};

export type SettingsFaults = Partial<Record<keyof SettingsInput, string>>;

type Row = Awaited<ReturnType<typeof selectSettings>>;

export type SettingsForm = {
	input: SettingsInput;
	currency: string;
	locale: string;
	/** What stands in for unknown codes, and whether it still can. */
	standIn: { id: string; name: string; delisted: boolean } | null;
	/** A higher limit that waits for a second manager. */
	raise: Awaited<ReturnType<typeof readPendingRaise>>;
};

export async function readSettingsForm(db: Db): Promise<SettingsForm> {
	const [row, chosen, raise, { currency, locale }] = await Promise.all([
		selectSettings(db),
		selectChosenStandIn(db),
		readPendingRaise(db),
		findCurrency(db)
	]);
	const input = { ...toInput(row, currency), defaultProduct: chosen?.sku ?? '' };
	const standIn = chosen ? { id: chosen.id, name: chosen.name, delisted: chosen.status === 'delisted' } : null;
	return { input, currency, locale, standIn, raise };
}

function toInput(row: Row, currency: string): Omit<SettingsInput, 'defaultProduct'> {
	const amount = (minor: number) => amountText(minor, currencyExponent(currency));
	return {
		minimumSpend: amount(row.minimum_spend_minor),
		maximumSpend: row.maximum_spend_minor === null ? '' : amount(row.maximum_spend_minor),
		holdMinutes: String(row.hold_minutes),
		negativePolicy: row.negative_policy,
		spendTaxedAs: row.spend_taxed_as,
		adjustmentLimit: amount(row.adjustment_limit_minor),
		adjustmentLimitPoints: String(row.adjustment_limit_points),
		adjustmentDays: row.adjustment_days === null ? '' : String(row.adjustment_days)
	};
}

/** `waits`: all was saved but a higher limit, which another manager has to agree to. */
export type Saved = { ok: true; waits: boolean } | { ok: false; faults: SettingsFaults };

/** Tills hear of what concerns them at their next pull; sales that are open keep what they were opened with. */
export async function saveSettings(db: Db, ports: Ports, input: SettingsInput, staffId: string): Promise<Saved> {
	const { currency } = await findCurrency(db);
	const read = readInput(input, currency);
	const standIn = await findStandIn(db, input.defaultProduct.trim());
	if (!read.ok || !standIn.ok) {
		return {
			ok: false,
			faults: { ...(!read.ok && read.faults), ...(!standIn.ok && { defaultProduct: standIn.fault }) }
		};
	}
	const row = { ...read.row, default_product_id: standIn.id };
	return db.transaction().execute((tx) => save(tx, ports, row, staffId));
}

async function save(tx: Db, ports: Ports, asked: Omit<Row, 'id' | 'backend'>, staffId: string): Promise<Saved> {
	const former = await lockSettings(tx);
	const row = {
		...asked,
		adjustment_limit_minor: Math.min(asked.adjustment_limit_minor, former.adjustment_limit_minor),
		adjustment_limit_points: Math.min(asked.adjustment_limit_points, former.adjustment_limit_points)
	};
	const higherMinor = asked.adjustment_limit_minor > former.adjustment_limit_minor;
	const higherPoints = asked.adjustment_limit_points > former.adjustment_limit_points;
	if (higherMinor || higherPoints) {
		const to = { limitMinor: asked.adjustment_limit_minor, limitPoints: asked.adjustment_limit_points };
		const refused = await askRaise(tx, ports, staffId, to);
		const field = higherMinor ? 'adjustmentLimit' : 'adjustmentLimitPoints';
		if (refused) return { ok: false, faults: { [field]: raiseFaults[refused] } };
	}
	const changed = Object.entries(row).filter(([key, value]) => former[key as keyof Row] !== value);
	if (changed.length > 0) {
		await updateSettings(tx, row);
		const actor = { kind: 'staff', id: staffId } as const;
		await noteAudit(tx, ports, actor, 'rewards.settings_changed', null, Object.fromEntries(changed));
	}
	return { ok: true, waits: higherMinor || higherPoints };
}

const raiseFaults: Record<RaiseRefusal, string> = {
	no_other_manager: 'A higher limit needs a second manager, and there is no other; add one under Staff first.',
	another_waits: 'A higher limit waits for an answer already; decide that one first.'
};

/** Goods that are gone for good cannot stand in; blocked ones may, because tills never offer what stands in. */
async function findStandIn(
	db: Db,
	sku: string
): Promise<{ ok: true; id: string | null } | { ok: false; fault: string }> {
	if (sku === '') return { ok: true, id: null };
	const product = await selectProductOfSku(db, sku);
	if (!product) return { ok: false, fault: 'No product has this article number; look it up under Products.' };
	return product.status === 'delisted'
		? { ok: false, fault: `${product.name} is delisted; choose another, or make it active or blocked first.` }
		: { ok: true, id: product.id };
}

type Read =
	{ ok: true; row: Omit<Row, 'id' | 'backend' | 'default_product_id'> } | { ok: false; faults: SettingsFaults };

function readInput(input: SettingsInput, currency: string): Read {
	const exponent = currencyExponent(currency);
	const amount = (text: string) => {
		const parsed = parseAmount(text, exponent);
		return parsed.ok ? parsed.amountMinor : null;
	};
	const minimum = amount(input.minimumSpend);
	const maximum = input.maximumSpend.trim() === '' ? 'none' : amount(input.maximumSpend);
	const limit = amount(input.adjustmentLimit);
	const hold = wholeNumber(input.holdMinutes, 1, 1440);
	const points = wholeNumber(input.adjustmentLimitPoints, 0, 1_000_000_000);
	const days = input.adjustmentDays.trim() === '' ? 'none' : wholeNumber(input.adjustmentDays, 1, 3650);
	const { negativePolicy, spendTaxedAs } = input;
	const anAmount = 'Type an amount, for example 5.00.';
	const found: [keyof SettingsInput, string | null][] = [
		['minimumSpend', minimum === null ? anAmount : null],
		['maximumSpend', maximumFault(minimum, maximum)],
		['holdMinutes', hold === null ? 'Type minutes from 1 to 1440.' : null],
		['negativePolicy', negativePolicy === 'negative' || negativePolicy === 'clamp' ? null : 'Choose one of the two.'],
		['spendTaxedAs', spendTaxedAs === 'discount' || spendTaxedAs === 'payment' ? null : 'Choose one of the two.'],
		['adjustmentLimit', limit === null ? 'Type an amount; 0.00 means that every correction needs two people.' : null],
		[
			'adjustmentLimitPoints',
			points === null ? 'Type a whole number; 0 means that every correction needs two people.' : null
		],
		['adjustmentDays', days === null ? 'Type days from 1 to 3650, or leave it empty.' : null]
	];
	const faults = Object.fromEntries(found.filter(([, fault]) => fault !== null)) as SettingsFaults;
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	return {
		ok: true,
		row: {
			minimum_spend_minor: minimum ?? 0,
			maximum_spend_minor: maximum === 'none' ? null : maximum,
			hold_minutes: hold ?? 0,
			negative_policy: negativePolicy === 'clamp' ? 'clamp' : 'negative',
			spend_taxed_as: spendTaxedAs === 'payment' ? 'payment' : 'discount',
			adjustment_limit_minor: limit ?? 0,
			adjustment_limit_points: points ?? 0,
			adjustment_days: days === 'none' ? null : days
		}
	};
}

function maximumFault(minimum: number | null, maximum: number | 'none' | null): string | null {
	if (maximum === null) return 'Type an amount, or leave it empty for no limit.';
	if (maximum === 'none' || minimum === null) return null;
	if (maximum === 0) return 'Nothing could ever be spent; leave it empty for no limit.';
	return maximum < minimum ? 'This is below the least; type at least as much as that.' : null;
}

function wholeNumber(text: string, least: number, most: number): number | null {
	const number = /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN;
	return number >= least && number <= most ? number : null;
}
