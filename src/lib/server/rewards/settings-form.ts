/** The shop's reward settings as a person types them; every fault names its field and the remedy. */
import { currencyExponent } from '$lib/domain/money/money';
import { amountText } from '$lib/domain/money/amount-text';
import { parseAmount } from '$lib/domain/money/parse-amount';
import { noteAudit } from '../audit/audit';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { findCurrency, lockSettings, selectSettings, updateSettings } from './queries.settings';

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
};

export type SettingsFaults = Partial<Record<keyof SettingsInput, string>>;

type Row = Awaited<ReturnType<typeof selectSettings>>;

export async function readSettingsForm(db: Db): Promise<{ input: SettingsInput; currency: string; locale: string }> {
	const [row, { currency, locale }] = await Promise.all([selectSettings(db), findCurrency(db)]);
	return { input: toInput(row, currency), currency, locale };
}

function toInput(row: Row, currency: string): SettingsInput {
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

/** Tills hear of what concerns them at their next pull; sales that are open keep what they were opened with. */
export async function saveSettings(
	db: Db,
	ports: Ports,
	input: SettingsInput,
	staffId: string
): Promise<{ ok: true } | { ok: false; faults: SettingsFaults }> {
	const { currency } = await findCurrency(db);
	const read = readInput(input, currency);
	if (!read.ok) return read;
	await db.transaction().execute(async (tx) => {
		const former = await lockSettings(tx);
		const changed = Object.entries(read.row).filter(([key, value]) => former[key as keyof Row] !== value);
		if (changed.length === 0) return;
		await updateSettings(tx, read.row);
		const actor = { kind: 'staff', id: staffId } as const;
		await noteAudit(tx, ports, actor, 'rewards.settings_changed', null, Object.fromEntries(changed));
	});
	return { ok: true };
}

type Read = { ok: true; row: Omit<Row, 'id' | 'backend'> } | { ok: false; faults: SettingsFaults };

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
