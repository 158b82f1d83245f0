/** The till's sentences. English is the only language so far; a second one makes this a choice of the layout. */
import { tillEn } from '$lib/i18n/till-en';
import { createTranslate } from '$lib/i18n/translate';

export const t = createTranslate<typeof tillEn>('en', tillEn);
export type Word = keyof typeof tillEn;

/** The sentence for a code that comes from elsewhere, or `undefined` when there is none. */
export function wordFor(key: string): string | undefined {
	const text: unknown = (tillEn as Record<string, unknown>)[key];
	return typeof text === 'string' ? text : undefined;
}
