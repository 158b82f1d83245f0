/**
 * Code 128 (ISO/IEC 15417) as widths of bars and spaces, for cards and receipts. Uses set C for runs of digits and
 * set B else; text outside printable ASCII is refused as undefined. Small enough to be shipped to every phone.
 */
const PATTERNS =
	'212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232'.match(
		/.{6}/g
	) ?? [];
const STOP = '2331112';
const START_B = 104;
const START_C = 105;
const TO_C = 99;
const TO_B = 100;

/** Alternating widths in modules, beginning with a bar; undefined if the text cannot be written. */
export function code128(text: string): number[] | undefined {
	if (!text || !/^[\x20-\x7e]+$/.test(text)) return undefined;
	const codes = symbols(text);
	const check = codes.reduce((sum, code, place) => sum + code * Math.max(1, place), 0) % 103;
	const widths = [...codes, check].map((code) => PATTERNS[code] ?? '').join('') + STOP;
	return [...widths].map(Number);
}

function symbols(text: string): number[] {
	const codes: number[] = [];
	let set: 'B' | 'C' | undefined;
	for (let at = 0; at < text.length;) {
		const digits = /^\d*/.exec(text.slice(at))?.[0].length ?? 0;
		// In the middle of a text the change to set C pays from six digits on, at its ends from four.
		const atEnd = at === 0 || at + digits === text.length;
		const wantC = digits >= 2 && (set === 'C' || (digits % 2 === 0 && digits >= (atEnd ? 4 : 6)) || text.length === 2);
		const next = wantC ? 'C' : 'B';
		if (next !== set) codes.push(set === undefined ? (wantC ? START_C : START_B) : wantC ? TO_C : TO_B);
		set = next;
		if (wantC) codes.push(Number(text.slice(at, at + 2)));
		else codes.push(text.charCodeAt(at) - 32);
		at += wantC ? 2 : 1;
	}
	return codes;
}
