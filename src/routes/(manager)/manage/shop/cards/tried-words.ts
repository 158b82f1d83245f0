import { cardRulesInEnglish as t } from '$lib/i18n/office-words';

type CardState = 'prepared' | 'issued' | 'active' | 'blocked' | 'replaced';

export type Tried =
	| { kind: 'payment_card' | 'no_digits' | 'nothing' }
	| {
			kind: 'card';
			number: string;
			by: { kind: 'range'; prefix: string; length: number } | { kind: 'mask'; mask: string } | { kind: 'known' };
			state: CardState | null;
	  };

/** What becomes of a number, in two sentences. */
export function triedWords(tried: Tried): string {
	if (tried.kind !== 'card') return t(`cards.try.${tried.kind}`);
	const { number, by, state } = tried;
	const whose = state === null ? t('cards.try.free') : t('cards.try.state', { state: t(`state.${state}`) });
	switch (by.kind) {
		case 'range':
			return `${t('cards.try.range', { number, prefix: by.prefix, length: by.length })} ${whose}`;
		case 'mask':
			return `${t('cards.try.mask', { number, mask: by.mask })} ${whose}`;
		case 'known':
			return `${t('cards.try.known', { number })} ${whose}`;
	}
}
