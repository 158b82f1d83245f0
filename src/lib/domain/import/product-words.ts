import type { SellBy } from '../basket/basket';

export type ProductStatus = 'active' | 'blocked' | 'delisted';

const SELL_BY: Readonly<Record<SellBy, readonly string[]>> = {
	piece: ['piece', 'pieces', 'each', 'unit', 'stück', 'stueck', 'stk'],
	weight: ['weight', 'weighed', 'kg', 'gewicht'],
	price: ['price', 'priced', 'preis', 'open']
};

/** UN/ECE Recommendation 20. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
	H87: ['h87', 'piece', 'pieces', 'pc', 'pcs', 'each', 'ea', 'c62', 'stück', 'stueck', 'stk', 'st'],
	KGM: ['kgm', 'kg', 'kilo', 'kilogram', 'kilogramm'],
	LTR: ['ltr', 'l', 'litre', 'liter'],
	MTR: ['mtr', 'm', 'metre', 'meter']
};

const STATUS: Readonly<Record<ProductStatus, readonly string[]>> = {
	active: ['active', 'aktiv', 'yes', 'ja', '1', 'true'],
	blocked: ['blocked', 'inactive', 'gesperrt', 'inaktiv', 'no', 'nein', '0', 'false'],
	delisted: ['delisted', 'deleted', 'discontinued', 'ausgelistet', 'gelöscht']
};

const YES_OR_NO = {
	yes: ['yes', 'y', 'ja', 'j', '1', 'true', 'x'],
	no: ['no', 'n', 'nein', '0', 'false']
};

/** How a product is sold, from an English or German word; null for other words. */
export function readSellBy(word: string): SellBy | null {
	return find(SELL_BY, word);
}

/** The unit's code, from the code itself or a word; null for other words. */
export function readUnit(word: string): string | null {
	return find(UNITS, word);
}

/** Whether a product may be sold, from an English or German word; null for other words. */
export function readStatus(word: string): ProductStatus | null {
	return find(STATUS, word);
}

/** Yes or no, from an English or German word; null for other words. */
export function readYesNo(word: string): boolean | null {
	const found = find(YES_OR_NO, word);
	return found === null ? null : found === 'yes';
}

/** The unit of a product whose file names none. */
export function unitFor(sellBy: SellBy): string {
	return sellBy === 'weight' ? 'KGM' : 'H87';
}

function find<K extends string>(words: Readonly<Record<K, readonly string[]>>, word: string): K | null {
	const plain = word.toLowerCase().replace(/\.$/, '');
	return (Object.keys(words) as K[]).find((key) => words[key].includes(plain)) ?? null;
}
