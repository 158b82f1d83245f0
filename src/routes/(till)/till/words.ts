/** The till's sentences. English is the only language so far; a second one makes this a choice of the layout. */
import { tillEn } from '$lib/i18n/till-en';
import { tillEnrolEn } from '$lib/i18n/till-enrol-en';
import { tillPayEn } from '$lib/i18n/till-pay-en';
import { tillRewardsEn } from '$lib/i18n/till-rewards-en';
import { tillStartEn } from '$lib/i18n/till-start-en';
import { createTranslate } from '$lib/i18n/translate';

const english = { ...tillStartEn, ...tillEnrolEn, ...tillEn, ...tillPayEn, ...tillRewardsEn };

export const t = createTranslate<typeof english>('en', english);
export type Word = keyof typeof english;

/** The sentence for a code that comes from elsewhere, or `undefined` when there is none. */
export function wordFor(key: string): string | undefined {
	const text: unknown = (english as Record<string, unknown>)[key];
	return typeof text === 'string' ? text : undefined;
}
