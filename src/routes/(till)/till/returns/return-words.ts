/** Sentences of a return. Their own table: nobody waits for them on the first screen. */
import { createTranslate } from '$lib/i18n/translate';
import { tillReturnsEn } from '$lib/i18n/till-returns-en';
import type { Refused } from '../port';
import { wordFor } from '../words';

export const r = createTranslate<typeof tillReturnsEn>('en', tillReturnsEn);

/** Why something was refused, in the cashier's words. */
export function faultOf({ code, reason }: Refused): string {
	const own: unknown = (tillReturnsEn as Record<string, unknown>)[`return.fault.${code}`];
	return typeof own === 'string' ? own : (wordFor(`fault.${code}`) ?? reason);
}
