const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHECK_SYMBOLS = `${SYMBOLS}*~$=U`;

/** Crockford base 32 of the bytes, most significant bit first, the last symbol filled up with zero bits. */
export function encodeCrockford(bytes: Uint8Array): string {
	let text = '';
	let held = 0;
	let bits = 0;
	for (const byte of bytes) {
		held = ((held << 8) | byte) & 0xfff;
		bits += 8;
		for (; bits >= 5; bits -= 5) text += SYMBOLS.charAt((held >> (bits - 5)) & 31);
	}
	return bits === 0 ? text : text + SYMBOLS.charAt((held << (5 - bits)) & 31);
}

/**
 * What a person typed as clean symbols: upper case, I and L read as 1, O as 0, hyphens and spaces dropped. Null when a
 * letter is left that the alphabet does not have.
 */
export function normaliseCrockford(typed: string): string | null {
	const text = uniform(typed);
	return /^[0-9A-HJKMNP-TV-Z]+$/.test(text) ? text : null;
}

/** The check symbol (value mod 37) of clean Crockford symbols. */
export function crockfordCheck(symbols: string): string {
	let remainder = 0;
	for (const symbol of symbols) remainder = (remainder * 32 + SYMBOLS.indexOf(symbol)) % 37;
	return CHECK_SYMBOLS.charAt(remainder);
}

/** The clean symbols without their check symbol, or null when a letter or the check symbol is wrong. */
export function readCheckedCrockford(typed: string): string | null {
	const text = uniform(typed);
	const symbols = normaliseCrockford(text.slice(0, -1));
	return symbols !== null && crockfordCheck(symbols) === text.at(-1) ? symbols : null;
}

/** Symbols in groups of four with hyphens between, as codes are printed. */
export function groupCrockford(symbols: string): string {
	return symbols.match(/.{1,4}/gs)?.join('-') ?? '';
}

function uniform(typed: string): string {
	return typed.toUpperCase().replace(/[-\s]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}
