import { tillEnrolEn } from '$lib/i18n/till-enrol-en';
import { createTranslate } from '$lib/i18n/translate';

/** The sentences of the enrolment, which come with it and not with the start. */
export const te = createTranslate<typeof tillEnrolEn>('en', tillEnrolEn);

/** Why a code was not taken, or `undefined` where there is no sentence for it. */
export function refusalWord(code: string): string | undefined {
	const text: unknown = (tillEnrolEn as Record<string, unknown>)[`enrol.${code}`];
	return typeof text === 'string' ? text : undefined;
}
