import { letterOf, type KeyPress, type WedgeLayout } from './wedge-layout';

export interface WedgeOptions {
	/** Longest average time between two letters of a scanner, milliseconds. */
	averageMs: number;
	/** A pause that ends a burst, milliseconds. */
	quietMs: number;
	shortest: number;
	longest: number;
	layout: WedgeLayout;
}

/** Scanners type a letter every 1 to 20 ms; fast typists need 80 and more. */
export const WEDGE_DEFAULTS: WedgeOptions = { averageMs: 30, quietMs: 100, shortest: 4, longest: 2048, layout: 'us' };

/** What was typed since the last pause. A plain value: keep it, hand it in again, throw it away. */
export interface WedgeBurst {
	text: string;
	firstMs: number;
	lastMs: number;
	/** The burst cannot be a scan: a key repeated, a letter was deleted, or it grew too long. */
	person: boolean;
}

export const EMPTY_BURST: WedgeBurst = { text: '', firstMs: 0, lastMs: 0, person: false };

/**
 * What a key press means. `scan` is a complete scanned text, else null; `swallow` says that the key belongs to a scan and
 * must not reach the page (an Enter would press the focused button).
 */
export interface WedgeStep {
	burst: WedgeBurst;
	scan: string | null;
	swallow: boolean;
}

/**
 * Takes one key press into the burst: fast typing that ends in Enter or Tab is a scan, slow typing is a person. Call
 * `wedgeQuiet` with the clock `quietMs` after the last press for scanners that send no terminator.
 */
export function wedgeKey(burst: WedgeBurst, press: KeyPress, options: WedgeOptions = WEDGE_DEFAULTS): WedgeStep {
	const current = press.atMs - burst.lastMs > options.quietMs ? EMPTY_BURST : burst;
	if (isTerminator(press)) return finish(current, options);
	const letter = letterOf(press, options.layout);
	if (letter === null) return { burst: withoutLetter(current, press), scan: null, swallow: false };
	const next = {
		text: current.text + letter,
		firstMs: current.text === '' ? press.atMs : current.firstMs,
		lastMs: press.atMs,
		person: current.person || press.repeat === true || current.text.length >= options.longest
	};
	return { burst: next.person ? { ...next, text: current.text || letter } : next, scan: null, swallow: false };
}

/** Ends a burst after a pause: the scanned text when it was one, else null. `nowMs` is on the clock of the key presses. */
export function wedgeQuiet(burst: WedgeBurst, nowMs: number, options: WedgeOptions = WEDGE_DEFAULTS): WedgeStep {
	if (nowMs - burst.lastMs < options.quietMs) return { burst, scan: null, swallow: false };
	return finish(burst, options);
}

function finish(burst: WedgeBurst, options: WedgeOptions): WedgeStep {
	const scan = isScan(burst, options) ? burst.text : null;
	return { burst: EMPTY_BURST, scan, swallow: scan !== null };
}

function isScan({ text, firstMs, lastMs, person }: WedgeBurst, { shortest, averageMs }: WedgeOptions): boolean {
	return !person && text.length >= shortest && lastMs - firstMs <= averageMs * (text.length - 1);
}

function isTerminator({ code, key }: KeyPress): boolean {
	return ['Enter', 'NumpadEnter', 'Tab'].includes(code) || (code === '' && ['Enter', 'Tab'].includes(key));
}

/** Shift and the like belong to the letter that follows; deleting and moving about is a person's. */
function withoutLetter(burst: WedgeBurst, { key }: KeyPress): WedgeBurst {
	const byPerson = /^(?:Backspace|Delete|Arrow|Home|End|Escape)/.test(key);
	return byPerson ? { ...burst, person: true } : burst;
}
