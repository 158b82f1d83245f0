/** Whether the text is one or more ASCII digits. */
export function isDigits(text: string): boolean {
	return /^[0-9]+$/.test(text);
}

/**
 * The GS1 check digit for digits that do not have one yet: weights 3, 1, 3, 1 … from the right. Used by GTIN, GLN, SSCC,
 * GSRN and GCN (GS1 General Specifications §7.9.1). `payload` holds digits only.
 */
export function gs1CheckDigit(payload: string): number {
	const sum = digitsFromRight(payload).reduce((total, digit, place) => total + digit * (place % 2 === 0 ? 3 : 1), 0);
	return (10 - (sum % 10)) % 10;
}

/** Whether the last digit is the GS1 check digit of those before it; false for anything but digits. */
export function hasGs1CheckDigit(code: string): boolean {
	return isDigits(code) && code.length > 1 && gs1CheckDigit(code.slice(0, -1)) === Number(code.at(-1));
}

/** The Luhn digit (ISO/IEC 7812-1 annex B) for digits that do not have one yet. `payload` holds digits only. */
export function luhnDigit(payload: string): number {
	const sum = digitsFromRight(payload).reduce((total, digit, place) => total + luhnWeight(digit, place), 0);
	return (10 - (sum % 10)) % 10;
}

/** Whether the last digit is the Luhn digit of those before it; false for anything but digits. */
export function hasLuhnDigit(code: string): boolean {
	return isDigits(code) && code.length > 1 && luhnDigit(code.slice(0, -1)) === Number(code.at(-1));
}

function luhnWeight(digit: number, placeFromRight: number): number {
	if (placeFromRight % 2 === 1) return digit;
	return digit < 5 ? digit * 2 : digit * 2 - 9;
}

function digitsFromRight(digits: string): number[] {
	return [...digits].reverse().map(Number);
}
