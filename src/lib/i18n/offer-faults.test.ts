import { describe, expect, it } from 'vitest';
import { checkRule } from '$lib/contract/sync/offer-faults';
import { blankEffect, blankGive, blankRule, effectChoices, type OfferRule } from '$lib/domain/offers/draft';
import { remedyFor } from './offer-faults';
import { offerTemplates } from './offer-templates';

const place = { id: 'offer-1', version: 0 };

/** Every number in a value, by the path that leads to it. */
function numbersIn(value: unknown, path: string[] = []): string[][] {
	if (typeof value === 'number') return [path];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inside]) => numbersIn(inside, [...path, key]));
}

function broken(rule: OfferRule, path: readonly string[]): OfferRule {
	const copy = structuredClone(rule);
	const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
	(parent as Record<string, unknown>)[path.at(-1) ?? ''] = NaN;
	return copy;
}

function everyRule(): OfferRule[] {
	const named = { ...blankRule('EUR'), name: 'n', title: 't' };
	const limits = {
		perSale: { times: 1, amountMinor: 100 },
		perMember: { period: 'day' as const, times: 1, amountMinor: 100 },
		budgetMinor: 100
	};
	const gives = (['percent', 'fixed', 'per_amount', 'per_quantity'] as const).map((form) => ({
		kind: 'instant_spend' as const,
		give: blankGive(form)
	}));
	return [...effectChoices.map((choice) => blankEffect(choice, 'EUR')), ...gives].map((effect) => ({
		...named,
		effect,
		limits
	}));
}

describe('the remedies of an offer', () => {
	it('name what to do for every figure that can be mistyped', () => {
		const general = remedyFor({ path: 'nowhere', code: 'invalid' });
		for (const rule of everyRule()) {
			expect(checkRule(rule, place)).toMatchObject({ ok: true });
			for (const path of numbersIn(rule)) {
				const checked = checkRule(broken(rule, path), place);
				const faults = checked.ok ? [] : checked.faults;
				expect(faults.map((fault) => fault.path)).toEqual([path.join('.')]);
				expect(faults.map(remedyFor), path.join('.')).not.toContain(general);
			}
		}
	});
});

describe('the templates', () => {
	it.each(offerTemplates.filter(({ key }) => key !== 'blank'))('$name can be published as it is', ({ rule }) => {
		for (const currency of ['EUR', 'JPY']) expect(checkRule(rule(currency), place)).toMatchObject({ ok: true });
	});

	it('ask for a name where they begin with none', () => {
		const checked = checkRule(offerTemplates.at(-1)?.rule('EUR') ?? {}, place);
		expect(checked).toMatchObject({ ok: false, faults: [{ path: 'name' }, { path: 'title' }] });
	});

	it('promise amounts as they are written in the currency', () => {
		const threshold = offerTemplates.find(({ key }) => key === 'threshold');
		expect(threshold?.rule('JPY')).toMatchObject({
			title: '5 off from 40',
			effect: { steps: [{ fromMinor: 40, off: { amountMinor: 5 } }, { fromMinor: 80 }] }
		});
		expect(threshold?.rule('EUR')).toMatchObject({
			title: '5.00 off from 40.00',
			effect: { steps: [{ fromMinor: 4000 }, {}] }
		});
	});
});
