import { tillStatusEn } from '$lib/i18n/till-status-en';
import { createTranslate } from '$lib/i18n/translate';

/** The sentences of the status page, which come with it and not with the start. */
export const ts = createTranslate<typeof tillStatusEn>('en', tillStatusEn);
