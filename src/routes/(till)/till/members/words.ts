/** The sentences about members. */
import { tillMembersEn } from '$lib/i18n/till-members-en';
import { createTranslate } from '$lib/i18n/translate';

export const tm = createTranslate<typeof tillMembersEn>('en', tillMembersEn);

/** The sentence for a refusal. `group`: which look-up it belongs to. */
export function refusalWord(group: 'no' | 'join.no' | 'card.no', code: string, reason = ''): string {
	const text: unknown = (tillMembersEn as Record<string, unknown>)[`${group}.${code}`];
	return typeof text === 'string' ? text.replace('{reason}', reason) : code;
}
