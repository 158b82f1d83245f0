/**
 * An address as it is kept and compared: no spaces around, Unicode-normalised, lower case; or null when it cannot be one.
 * Dots and plus signs of single providers are left as they are (specs/domain-flows.md L1).
 */
export function normaliseEmail(text: string): string | null {
	const address = text.trim().normalize('NFKC').toLowerCase();
	return address.length <= 200 && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+\.[^\s@\p{Cc}]+$/u.test(address) ? address : null;
}
