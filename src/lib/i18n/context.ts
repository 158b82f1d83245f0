import { getContext, setContext } from 'svelte';
import { en } from './en';
import { createTranslate, type Translate } from './translate';

const KEY = Symbol('i18n');

interface Language {
	readonly locale: string;
	readonly t: Translate;
}

const english: Language = { locale: 'en', t: createTranslate<typeof en>('en', en) };

/** Called by an area's layout; the getter keeps the parts reactive when the language changes. */
export function setLanguage(language: () => Language): void {
	setContext(KEY, language);
}

/** The language of this part of the page: English where no layout has set another. */
export function getLanguage(): Language {
	const language = getContext<(() => Language) | undefined>(KEY);
	return {
		get locale() {
			return (language?.() ?? english).locale;
		},
		get t() {
			return (language?.() ?? english).t;
		}
	};
}
