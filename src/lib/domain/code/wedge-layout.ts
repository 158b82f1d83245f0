/** What a key types on a US keyboard: alone and with Shift. Keys are named by `KeyboardEvent.code`, the place of the key. */
const US_KEYS: ReadonlyMap<string, readonly [plain: string, shifted: string]> = new Map([
	...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => [`Key${letter}`, [letter.toLowerCase(), letter]] as const),
	...[...')!@#$%^&*('].map((shifted, digit) => [`Digit${String(digit)}`, [String(digit), shifted]] as const),
	...[...'0123456789'].map((digit) => [`Numpad${digit}`, [digit, digit]] as const),
	['Minus', ['-', '_']],
	['Equal', ['=', '+']],
	['BracketLeft', ['[', '{']],
	['BracketRight', [']', '}']],
	['Backslash', ['\\', '|']],
	['Semicolon', [';', ':']],
	['Quote', ["'", '"']],
	['Backquote', ['`', '~']],
	['Comma', [',', '<']],
	['Period', ['.', '>']],
	['Slash', ['/', '?']],
	['Space', [' ', ' ']],
	['NumpadDecimal', ['.', '.']],
	['NumpadAdd', ['+', '+']],
	['NumpadSubtract', ['-', '-']],
	['NumpadMultiply', ['*', '*']],
	['NumpadDivide', ['/', '/']]
]);

/** One key press, as `KeyboardEvent` tells it; `atMs` is its time stamp. */
export interface KeyPress {
	code: string;
	key: string;
	shift: boolean;
	atMs: number;
	ctrl?: boolean;
	alt?: boolean;
	/** The key is held down and repeats: only a person does that. */
	repeat?: boolean;
}

/** Whose table tells what a key means: the scanner's US keyboard, or the layout set on this tablet. */
export type WedgeLayout = 'us' | 'as_set';

/**
 * The letter a scanner meant, or null for keys that type nothing. Scanners pretend to be a US keyboard, so the place of the
 * key counts, not the letter that a German or French layout would put there. Ctrl+] is how many send the GS1 separator.
 */
export function letterOf(press: KeyPress, layout: WedgeLayout): string | null {
	if (press.ctrl === true) return press.code === 'BracketRight' ? '\u001d' : null;
	if (press.alt === true) return null;
	const key = layout === 'us' ? US_KEYS.get(press.code) : undefined;
	if (key) return press.shift ? key[1] : key[0];
	const unplaced = layout === 'as_set' || press.code === '';
	return unplaced && [...press.key].length === 1 ? press.key : null;
}
