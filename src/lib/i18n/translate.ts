import { en } from './en';

type PluralForms = { readonly [F in Intl.LDMLPluralRule]?: string } & { readonly other: string };
type Message = string | PluralForms;

/** What a translation must provide: every key, each as one text or as the plural forms of its language. */
export type Messages<K extends string = MessageKey> = { readonly [key in K]: Message };
export type MessageKey = keyof typeof en;

type PlacesIn<S> = S extends `${string}{${infer P}}${infer Rest}` ? P | PlacesIn<Rest> : never;
type TextsOf<M> = M extends string ? M : M[keyof M];
type Params<M> = { readonly [P in PlacesIn<TextsOf<M>>]: string | number };
type Args<M> = [PlacesIn<TextsOf<M>>] extends [never] ? [] : [params: Params<M>];

/** Looks a message up: `t('sync.offline', { count: 12 })`. Places are typed by the English text. */
export type Translate<T extends Record<string, Message> = typeof en> = <K extends keyof T & string>(
	key: K,
	...args: Args<T[K]>
) => string;

/**
 * Makes the look-up of one language over one table. Numbers in places are written by `Intl` in that language;
 * amounts, dates and times are passed as finished text.
 */
export function createTranslate<T extends Record<string, Message>>(
	locale: string,
	messages: Messages<keyof T & string>
): Translate<T> {
	const plural = new Intl.PluralRules(locale);
	const number = new Intl.NumberFormat(locale);
	return (key, ...args) => {
		const params: Record<string, string | number> = args[0] ?? {};
		return choose(messages[key], params, plural).replace(/\{(\w+)\}/g, (place, name: string) => {
			const value = params[name];
			if (value === undefined) return place;
			return typeof value === 'number' ? number.format(value) : value;
		});
	};
}

function choose(message: Message, params: Record<string, string | number>, plural: Intl.PluralRules): string {
	if (typeof message === 'string') return message;
	return message[plural.select(Number(params['count'] ?? 0))] ?? message.other;
}
