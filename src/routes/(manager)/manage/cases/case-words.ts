import { caseKindWords } from '$lib/i18n/case-kinds-en';

export function caseTitle(kind: string): string {
	return caseKindWords(kind).title;
}
