import { formatAmount } from '$lib/ui/format';

type Choice = { value: string; label: string };

/** What a choice must hold even where our list does not: the value that is stored. */
function withStored(choices: Choice[], stored: string): Choice[] {
	return choices.some(({ value }) => value === stored) ? choices : [{ value: stored, label: stored }, ...choices];
}

const locales =
	'bg-BG cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-NZ en-US es-ES et-EE fi-FI fr-BE fr-CH fr-FR hr-HR hu-HU is-IS it-CH it-IT lt-LT lv-LV nb-NO nl-BE nl-NL pl-PL pt-PT ro-RO sk-SK sl-SI sv-FI sv-SE tr-TR';

/** Ways of writing amounts and dates, each with a taste of it. */
export function localeChoices(stored: string, currency: string): Choice[] {
	const names = new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
	const choices = locales.split(' ').map((value) => ({
		value,
		label: `${names.of(value) ?? value}: ${sample(value, currency)}`
	}));
	return withStored(
		choices.sort((a, b) => a.label.localeCompare(b.label)),
		stored
	);
}

function sample(locale: string, currency: string): string {
	try {
		return formatAmount(123_456, currency, locale);
	} catch {
		// A currency that is being typed is none yet.
		return '';
	}
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** The smallest coin: 0.01 means that nothing is rounded. */
export function cashStepChoices(currency: string, locale: string): Choice[] {
	return steps.map((step) => {
		const amount = formatAmount(step, currency, locale);
		return { value: String(step), label: step === 1 ? `${amount}: nothing is rounded` : amount };
	});
}

export function autoLockChoices(stored: string): Choice[] {
	const choices = [
		{ value: '30', label: '30 seconds' },
		{ value: '60', label: '1 minute' },
		...[2, 5, 10, 15, 30, 60].map((minutes) => ({ value: String(minutes * 60), label: `${String(minutes)} minutes` }))
	];
	return withStored(choices, stored).map(({ value, label }) => ({
		value,
		label: label === value ? `${value} seconds` : label
	}));
}

export function zoneChoices(zones: readonly string[], stored: string): Choice[] {
	return withStored(
		zones.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
		stored
	);
}
