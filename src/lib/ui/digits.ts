/** Amounts are typed like on a cash register: digits come in from the right, so 5-0-0-0 is 50.00. */
export const MAX_TYPED_MINOR = 99_999_999;

/** The amount after one key: a digit, `00`, or `delete`. Keys that would make it too large change nothing. */
export function typeDigit(minor: number, key: string, max = MAX_TYPED_MINOR): number {
	if (key === 'delete') return Math.trunc(minor / 10);
	if (!/^\d{1,2}$/.test(key)) return minor;
	const next = minor * 10 ** key.length + Number(key);
	return next > max ? minor : next;
}

/** What a keyboard key means on the pad, or undefined if it is not one of its keys. */
export function padKey(key: string): string | undefined {
	if (/^\d$/.test(key)) return key;
	return key === 'Backspace' || key === 'Delete' ? 'delete' : undefined;
}
