import { hasGs1CheckDigit } from './check-digit';

/** One GS1 application identifier with its value, for example `{ ai: '10', value: 'ABC123' }`. */
export interface Element {
	ai: string;
	value: string;
}

/**
 * Application identifiers and their values (GS1 General Specifications §3). `n6` is six digits, `n..8` up to eight, `x..20`
 * up to twenty letters of the GS1 set; `#` in an identifier is any digit; `!` asks for a GS1 check digit at the end of the
 * leading digits, `d` for a date YYMMDD.
 */
const FORMATS: readonly (readonly [identifiers: string, format: string])[] = [
	['00', 'n18!'],
	['01 02 03', 'n14!'],
	['10 21 22', 'x..20'],
	['11 12 13 15 16 17', 'n6d'],
	['20', 'n2'],
	['235', 'x..28'],
	['240 241 250 251 400 401 8002 8004 8010', 'x..30'],
	['242', 'n..6'],
	['243 254 420 710 711 712 713 714 715 716 717 8012', 'x..20'],
	['253', 'n13!x..17'],
	['255', 'n13!n..12'],
	['30 37', 'n..8'],
	['310# 311# 312# 313# 314# 315# 316# 320# 321# 322# 323# 324# 325# 326# 327# 328# 329#', 'n6'],
	['330# 331# 332# 333# 334# 335# 336# 337# 340# 341# 342# 343# 344# 345# 346# 347# 348# 349#', 'n6'],
	['350# 351# 352# 353# 354# 355# 356# 357# 360# 361# 362# 363# 364# 365# 366# 367# 368# 369# 395#', 'n6'],
	['390# 392#', 'n..15'],
	['391# 393#', 'n3n..15'],
	['394#', 'n4'],
	['402', 'n17!'],
	['403 7002 8011 8013 8020 90', 'x..30'],
	['410 411 412 413 414 415 416 417', 'n13!'],
	['421', 'n3x..9'],
	['422 424 426', 'n3'],
	['423 425', 'n3n..12'],
	['427 7008', 'x..3'],
	['7001', 'n13'],
	['7003', 'n10'],
	['7004', 'n..4'],
	['7005', 'x..12'],
	['7006', 'n6d'],
	['7007', 'n..12'],
	['7009', 'x..10'],
	['7010', 'x..2'],
	['703#', 'n3x..27'],
	['7040', 'x..4'],
	['723#', 'x..30'],
	['7020 7021 7022 7023 7240 7241 7242', 'x..30'],
	['8001', 'n14'],
	['8003', 'n14!x..16'],
	['8005', 'n6'],
	['8006 8026', 'n18'],
	['8007', 'x..34'],
	['8008', 'n..12'],
	['8009', 'x..50'],
	['8017 8018', 'n18!'],
	['8019', 'n..10'],
	['8110 8112 8200', 'x..70'],
	['8111', 'n4'],
	['43##', 'x..70'],
	['91 92 93 94 95 96 97 98 99', 'x..90']
];

/** Characters a value may hold (GS1 General Specifications figure 7.11-1) plus the space, which people use nevertheless. */
const LETTER = '[ !"%&\'()*+,\\-./0-9:;<=>?A-Z_a-z]';

/** Total lengths, identifier included, of the elements that need no separator (General Specifications figure 7.8.5-2). */
const FIXED_LENGTHS = new Map([
	['00', 20],
	...['01', '02', '03'].map((start) => [start, 16] as const),
	['04', 18],
	...['11', '12', '13', '14', '15', '16', '17', '18', '19'].map((start) => [start, 8] as const),
	['20', 4],
	...['31', '32', '33', '34', '35', '36'].map((start) => [start, 10] as const),
	['41', 16]
]);

interface ValueRule {
	pattern: RegExp;
	checkedDigits: number;
	date: boolean;
}

const RULES = new Map(
	FORMATS.flatMap(([identifiers, format]) => {
		const rule = toRule(format);
		return identifiers.split(' ').map((identifier) => [identifier, rule] as const);
	})
);

/** The application identifier at the start of a text, or null when none is known. */
export function aiAt(text: string): string | null {
	for (const length of [2, 3, 4]) {
		const ai = text.slice(0, length);
		if (ruleOf(ai)) return ai;
	}
	return null;
}

/** Whether the digits are an application identifier we know. */
export function isKnownAi(ai: string): boolean {
	return ruleOf(ai) !== undefined;
}

/** How many characters the value takes when the element ends without a separator, or null when a separator ends it. */
export function fixedValueLength(ai: string): number | null {
	const total = FIXED_LENGTHS.get(ai.slice(0, 2));
	return total === undefined ? null : total - ai.length;
}

/** Whether the value has the form its identifier asks for, check digit and date included. */
export function isValidElement({ ai, value }: Element): boolean {
	const rule = ruleOf(ai);
	if (!rule?.pattern.test(value)) return false;
	if (rule.checkedDigits > 0 && !hasGs1CheckDigit(value.slice(0, rule.checkedDigits))) return false;
	return !rule.date || toIsoDate(value) !== null;
}

/**
 * The ISO date of YYMMDD, or null when there is no such day. Day 00 means the last day of the month. The century is 20:
 * goods that a till meets expire in this one.
 */
export function toIsoDate(yymmdd: string): string | null {
	const parts = /^([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(yymmdd);
	if (!parts) return null;
	const year = 2000 + Number(parts[1]);
	const month = Number(parts[2]);
	if (month < 1 || month > 12) return null;
	const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
	const day = parts[3] === '00' ? lastDay : Number(parts[3]);
	return day <= lastDay ? `${String(year)}-${parts[2] ?? ''}-${String(day).padStart(2, '0')}` : null;
}

function ruleOf(ai: string): ValueRule | undefined {
	if (!/^[0-9]{2,4}$/.test(ai)) return undefined;
	if (ai.length < 4) return RULES.get(ai);
	return RULES.get(ai) ?? RULES.get(`${ai.slice(0, 3)}#`) ?? RULES.get(`${ai.slice(0, 2)}##`);
}

function toRule(format: string): ValueRule {
	const parts = format.match(/[nx](?:\.\.)?[0-9]+/g) ?? [];
	const source = parts.map((part, index) => toPattern(part, index > 0)).join('');
	return {
		pattern: new RegExp(`^${source}$`),
		checkedDigits: format.includes('!') ? parseInt(format.slice(1), 10) : 0,
		date: format.endsWith('d')
	};
}

function toPattern(part: string, mayBeEmpty: boolean): string {
	const letters = part.startsWith('n') ? '[0-9]' : LETTER;
	const length = /[0-9]+/.exec(part)?.[0] ?? '0';
	return part.includes('..') ? `${letters}{${mayBeEmpty ? '0' : '1'},${length}}` : `${letters}{${length}}`;
}
