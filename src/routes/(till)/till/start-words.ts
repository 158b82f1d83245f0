import { tillStartEn } from '$lib/i18n/till-start-en';
import { createTranslate } from '$lib/i18n/translate';

/** The sentences of the first screen; those of all others (`words.ts`) come behind it. */
export const t = createTranslate<typeof tillStartEn>('en', tillStartEn);
