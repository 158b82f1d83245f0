import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSwipe, trackLrc } from './track';

describe('magnetic tracks', () => {
	it('reads an own card on track 2', () => {
		expect(readSwipe(';9600010000000426=?')).toEqual({
			kind: 'tracks',
			tracks: [{ track: 2, number: '9600010000000426', rest: '' }]
		});
	});

	it('reads an own card with name on track 1', () => {
		expect(readSwipe('%B9600010000000426^MUSTER/ERIKA^^?')).toEqual({
			kind: 'tracks',
			tracks: [{ track: 1, number: '9600010000000426', name: 'MUSTER/ERIKA', rest: '' }]
		});
	});

	it('reads expiry as year and month, and what follows', () => {
		expect(readSwipe('%B9600010000000426^MUSTER/ERIKA      ^08043210000000725000000?')).toMatchObject({
			tracks: [{ expiry: '2008-04', name: 'MUSTER/ERIKA', rest: '3210000000725000000' }]
		});
		expect(readSwipe(';9600010000000426=080432100000007250?')).toMatchObject({
			tracks: [{ expiry: '2008-04', rest: '32100000007250' }]
		});
	});

	it('does not take an expiry and what follows for a payment card', () => {
		expect(readSwipe(';9600010000000426=261210100000007250?')).toMatchObject({
			tracks: [{ number: '9600010000000426', expiry: '2026-12' }]
		});
	});

	it('reads several tracks at once', () => {
		const swipe = readSwipe('%E?;9600010000000426=?+9600010000000426=000000000000?');
		expect(swipe).toMatchObject({ tracks: [{ track: 'unreadable' }, { track: 2 }, { track: 'digits' }] });
	});

	it('marks a track that the reader could not read', () => {
		expect(readSwipe(';E?')).toEqual({ kind: 'tracks', tracks: [{ track: 'unreadable' }] });
	});

	it('hands other digits on', () => {
		const number = '112222333333444444444';
		expect(readSwipe(`;${number}?`)).toEqual({ kind: 'tracks', tracks: [{ track: 'digits', number }] });
	});

	it('computes the check character', () => {
		expect(trackLrc(';5452300551227189=080432100000007250?')).toBe('6');
		expect(trackLrc(';9600010000000426=?')).toBe('7');
	});
});

describe('payment cards', () => {
	it.each([
		'%B5452300551227189^HOGAN/PAUL      ^08043210000000725000000?',
		';5452300551227189=080432100000007250?',
		'%B5452300551227189^HOGAN/PAUL^08043210000000725000000?;5452300551227189=0804?+5163499080020445=000000000000?',
		'%B5452 3005 5122 7189^HOGAN/PAUL^0804',
		';5452300551227189',
		'%E?;5452300551227189=0804',
		'%E?;9600010000000426=?+5163499080020445=000000000000?',
		'+594111111111111111=280978100000000000?',
		'%5452300551227189^?'
	])('leave nothing of %s', (text) => {
		expect(readSwipe(text)).toEqual({ kind: 'payment_card' });
	});
});

describe('anything else', () => {
	it.each(['', '4006381333931', 'hello?', '%', ';123', '%B960001^X'])('%j is no swipe', (text) => {
		expect(readSwipe(text).kind).toBe('not_a_swipe');
	});

	it('never fails', () => {
		fc.assert(
			fc.property(fc.constantFrom('', '%', ';', '+'), fc.string({ unit: 'binary' }), (start, rest) => {
				expect(typeof readSwipe(start + rest).kind).toBe('string');
			})
		);
	});
});
