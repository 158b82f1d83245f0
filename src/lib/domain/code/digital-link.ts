import { isKnownAi, isValidElement, type Element } from './ai';
import { isGtin } from './gtin';

/** Keys that may lead a link, each with its qualifiers in the order in which they may follow (GS1 Digital Link §4.9). */
const KEY_QUALIFIERS: ReadonlyMap<string, readonly string[]> = new Map([
	['00', []],
	['01', ['22', '10', '21', '235']],
	['253', []],
	['255', []],
	['401', []],
	['402', []],
	['414', ['254', '7040']],
	['417', ['7040']],
	['8003', []],
	['8004', ['7040']],
	['8006', ['22', '10', '21']],
	['8010', ['8011']],
	['8013', []],
	['8017', ['8019']],
	['8018', ['8019']]
]);

export type DigitalLink =
	| { ok: true; elements: Element[] }
	| { ok: false; code: 'not_a_link' | 'no_key' | 'invalid_path' | 'invalid_value' | 'unknown_ai' };

/**
 * Reads a GS1 Digital Link URI: `scheme://domain[/stem]/key/value[/qualifier/value…][?identifier=value…]`. The rightmost
 * key in the path counts; names in the query that are not numbers are ignored. `shortGtins` also accepts a GTIN of 8, 12
 * or 13 digits, which old codes carry; it is given back in 14 digits.
 */
export function parseDigitalLink(text: string, options = { shortGtins: true }): DigitalLink {
	const uri = /^(?:https?|HTTPS?):\/\/[^/?#\s]+(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/s.exec(text);
	if (!uri) return { ok: false, code: 'not_a_link' };
	const path = readPath((uri[1] ?? '').slice(1).split('/'));
	if (path === null) return { ok: false, code: 'no_key' };
	const query = readQuery(uri[2] ?? '');
	if (query === null) return { ok: false, code: 'unknown_ai' };
	const elements: Element[] = [];
	for (const encoded of [...path, ...query]) {
		const element = decode(encoded, options.shortGtins);
		if (!element) return { ok: false, code: 'invalid_value' };
		elements.push(element);
	}
	return inOrder(path) ? { ok: true, elements } : { ok: false, code: 'invalid_path' };
}

/** The pairs from the rightmost key to the end of the path, or null when no key stands at an even distance from it. */
function readPath(segments: readonly string[]): Element[] | null {
	const pairs: Element[] = [];
	for (let at = segments.length - 2; at >= 0; at -= 2) {
		const ai = segments[at] ?? '';
		if (!isKnownAi(ai)) return null;
		pairs.unshift({ ai, value: segments[at + 1] ?? '' });
		if (KEY_QUALIFIERS.has(ai)) return pairs;
	}
	return null;
}

function readQuery(query: string): Element[] | null {
	const pairs = query
		.split(/[&;]/)
		.map(toPair)
		.filter(({ ai }) => /^[0-9]+$/.test(ai));
	return pairs.every(({ ai }) => isKnownAi(ai)) ? pairs : null;
}

function toPair(text: string): Element {
	const [ai = ''] = text.split('=', 1);
	return { ai, value: text.slice(ai.length + 1) };
}

function inOrder(path: readonly Element[]): boolean {
	const allowed = KEY_QUALIFIERS.get(path[0]?.ai ?? '') ?? [];
	const places = path.slice(1).map(({ ai }) => allowed.indexOf(ai));
	return places.every((place, index) => place > (places[index - 1] ?? -1));
}

function decode({ ai, value }: Element, shortGtins: boolean): Element | null {
	const plain = percentDecoded(value);
	if (plain === null) return null;
	const element = { ai, value: ai === '01' && shortGtins && isGtin(plain) ? plain.padStart(14, '0') : plain };
	return isValidElement(element) ? element : null;
}

function percentDecoded(value: string): string | null {
	try {
		return decodeURIComponent(value);
	} catch {
		return null;
	}
}
