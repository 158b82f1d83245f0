const PASS_PREFIX = '991002';
/** Longer than any number on goods or cards, so that a pass cut short is still known as one and can be refused as damaged. */
const SHORTEST_DIGITS = 40;

/** Whether digits are a member's pass or the remains of one. Whether it is genuine is for whoever decodes it. */
export function isPassText(text: string): boolean {
	return text.length >= SHORTEST_DIGITS && text.startsWith(PASS_PREFIX) && /^[0-9]+$/.test(text);
}
