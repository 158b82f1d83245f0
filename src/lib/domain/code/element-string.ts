import { aiAt, fixedValueLength, isValidElement, type Element } from './ai';

/** The separator a scanner sends for FNC1 behind a field of variable length: ASCII 29. */
export const GROUP_SEPARATOR = '\u001d';

/** The elements of a code, or why it cannot be read. `at` is the offset in the text where reading stopped. */
export type Elements =
	{ ok: true; elements: Element[] } | { ok: false; code: 'empty' | 'unknown_ai' | 'invalid_value'; at: number };

/**
 * Reads a GS1 element string, the content of GS1-128, GS1 DataBar, GS1 DataMatrix and GS1 QR, without the symbology
 * identifier in front (GS1 General Specifications §7.8). Separators that are not needed are accepted, as scanners add them.
 */
export function parseElementString(text: string): Elements {
	const elements: Element[] = [];
	let at = 0;
	while (at < text.length) {
		if (text[at] === GROUP_SEPARATOR) {
			at++;
			continue;
		}
		const ai = aiAt(text.slice(at, at + 4));
		if (ai === null) return { ok: false, code: 'unknown_ai', at };
		const start = at + ai.length;
		const end = valueEnd(text, start, fixedValueLength(ai));
		const element = { ai, value: text.slice(start, end) };
		if (!isValidElement(element)) return { ok: false, code: 'invalid_value', at };
		elements.push(element);
		at = end;
	}
	return elements.length > 0 ? { ok: true, elements } : { ok: false, code: 'empty', at: 0 };
}

function valueEnd(text: string, start: number, fixedLength: number | null): number {
	if (fixedLength !== null) return Math.min(start + fixedLength, text.length);
	const separator = text.indexOf(GROUP_SEPARATOR, start);
	return separator < 0 ? text.length : separator;
}
