import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_BURST, WEDGE_DEFAULTS, wedgeKey, wedgeQuiet, type WedgeBurst } from './wedge';
import type { KeyPress } from './wedge-layout';

const press = (code: string, atMs: number, more: Partial<KeyPress> = {}): KeyPress => ({
	code,
	key: more.key ?? code,
	shift: false,
	atMs,
	...more
});
const enter = (atMs: number) => press('Enter', atMs);

function typed(presses: readonly KeyPress[], options = WEDGE_DEFAULTS) {
	let burst: WedgeBurst = EMPTY_BURST;
	const scans: string[] = [];
	let swallow = false;
	for (const one of presses) {
		const step = wedgeKey(burst, one, options);
		burst = step.burst;
		if (step.scan !== null) scans.push(step.scan);
		swallow = step.swallow;
	}
	return { burst, scans, swallow };
}

const digits = (text: string, everyMs: number, startMs = 1000) =>
	[...text].map((digit, at) => press(`Digit${digit}`, startMs + at * everyMs));

describe('keyboard wedge', () => {
	it('takes fast typing that ends in Enter for a scan', () => {
		const { scans, swallow, burst } = typed([...digits('4006381333931', 8), enter(1110)]);
		expect(scans).toEqual(['4006381333931']);
		expect(swallow).toBe(true);
		expect(burst).toBe(EMPTY_BURST);
	});

	it('takes Tab too, and the keypad', () => {
		expect(typed([...digits('4011', 5), press('Tab', 1030)]).scans).toEqual(['4011']);
		const keypad = [...'4011'].map((digit, at) => press(`Numpad${digit}`, at * 5));
		expect(typed([...keypad, press('NumpadEnter', 25)]).scans).toEqual(['4011']);
	});

	it('leaves slow typing to the person', () => {
		const { scans, swallow } = typed([...digits('4006381333931', 90), enter(1000 + 13 * 90)]);
		expect(scans).toEqual([]);
		expect(swallow).toBe(false);
	});

	it('does not take three letters for a scan', () => {
		expect(typed([...digits('401', 5), enter(1020)]).scans).toEqual([]);
	});

	it('does not take a key held down for a scan', () => {
		const held = [...digits('1111111', 25)].map((one, at) => ({ ...one, repeat: at > 0 }));
		expect(typed([...held, enter(1200)]).scans).toEqual([]);
	});

	it('does not take typing with corrections for a scan', () => {
		const presses = [...digits('4006', 20), press('Backspace', 1080, { key: 'Backspace' }), ...digits('381', 20, 1100)];
		expect(typed([...presses, enter(1170)]).scans).toEqual([]);
	});

	it('forgets what a person typed before the scan began', () => {
		expect(typed([...digits('12', 90, 0), ...digits('4006381333931', 8), enter(1110)]).scans).toEqual([
			'4006381333931'
		]);
	});

	it('reads two scans behind one another', () => {
		const presses = [...digits('4011', 5), enter(1020), ...digits('4012', 5, 1040), enter(1060)];
		expect(typed(presses).scans).toEqual(['4011', '4012']);
	});

	it('ends without terminator after a pause', () => {
		const { burst } = typed(digits('4006381333931', 8));
		expect(wedgeQuiet(burst, 1150).scan).toBeNull();
		expect(wedgeQuiet(burst, 1150).burst).toBe(burst);
		expect(wedgeQuiet(burst, 1196).scan).toBe('4006381333931');
		expect(wedgeQuiet(EMPTY_BURST, 9999).scan).toBeNull();
	});

	it('reads the place of a key, whatever the layout of the tablet', () => {
		const presses = [
			press('Semicolon', 0, { key: 'ö' }),
			press('ShiftLeft', 1, { key: 'Shift', shift: true }),
			press('KeyZ', 2, { key: 'Y', shift: true }),
			press('Digit1', 4, { key: '&' }),
			press('Equal', 6, { key: '´' }),
			press('Slash', 8, { key: '_', shift: true })
		];
		expect(typed([...presses, enter(10)]).scans).toEqual([';Z1=?']);
		const asSet = { ...WEDGE_DEFAULTS, layout: 'as_set' as const };
		expect(typed([...presses, enter(10)], asSet).scans).toEqual(['öY&´_']);
	});

	it('reads the GS1 separator, and letters of keys without a place', () => {
		const presses = [
			press('Digit1', 0),
			press('Digit0', 2),
			press('', 4, { key: 'A' }),
			press('BracketRight', 6, { ctrl: true }),
			press('Digit9', 8)
		];
		expect(typed([...presses, enter(10)]).scans).toEqual(['10A\u001d9']);
	});

	it('has a limit', () => {
		const endless = digits('1'.repeat(3000), 1);
		const { burst, scans } = typed([...endless, enter(4001)]);
		expect(scans).toEqual([]);
		expect(burst.text.length).toBeLessThanOrEqual(WEDGE_DEFAULTS.longest);
	});

	it('gives back any number typed fast enough, and none typed slowly', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[0-9]{4,40}$/), fc.integer({ min: 1, max: 99 }), (text, everyMs) => {
				const { scans } = typed([...digits(text, everyMs), enter(1000 + text.length * everyMs)]);
				expect(scans).toEqual(everyMs <= WEDGE_DEFAULTS.averageMs ? [text] : []);
			})
		);
	});
});
