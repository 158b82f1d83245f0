import { isInPaymentRange, isPaymentCard } from './card';

/** One magnetic track. `number` is the digits that identify; `digits` tracks do not follow ISO/IEC 7813. */
export type Track =
	| { track: 1; number: string; name: string; expiry?: string; rest: string }
	| { track: 2; number: string; expiry?: string; rest: string }
	| { track: 'digits'; number: string }
	| { track: 'unreadable' };

/** What a swipe says. A payment card leaves nothing behind: no number, no name, no text. */
export type Swipe = { kind: 'tracks'; tracks: Track[] } | { kind: 'payment_card' } | { kind: 'not_a_swipe' };

const PAYMENT_CARD: Swipe = { kind: 'payment_card' };
const TRACK_1 = /^%([A-Z])([0-9]{1,19})\^([^^?]{2,26})\^(?:([0-9]{4})|\^)?([^?]*)\?$/;
const TRACK_2 = /^;([0-9]{1,19})=(?:([0-9]{4})|=)?([0-9]*)\?$/;

/**
 * Reads what a magnetic-stripe reader types: `%…?` for track 1, `;…?` for track 2, `;…?` or `+…?` for track 3 (ISO/IEC 7811,
 * 7813). Expiry is YYMM in the stripe and `YYYY-MM` here. A number in a payment range on any track, also on a damaged one,
 * makes the whole swipe a payment card, because card-industry rules forbid keeping any of it.
 */
export function readSwipe(text: string): Swipe {
	if (!/^[%;+]/.test(text)) return { kind: 'not_a_swipe' };
	const parts = text.match(/[%;+][^?]*\?/g) ?? [];
	if (parts.join('') !== text) return digitRuns(text).some(isInPaymentRange) ? PAYMENT_CARD : { kind: 'not_a_swipe' };
	const tracks = parts.map(readTrack);
	const paid = tracks.some((track, index) => isPaymentTrack(track, parts[index] ?? ''));
	return paid ? PAYMENT_CARD : { kind: 'tracks', tracks };
}

/** A number on track 3 may stand behind a two-digit format code (ISO/IEC 4909). */
function isPaymentTrack(track: Track, part: string): boolean {
	if (track.track === 'unreadable') return digitRuns(part).some(isInPaymentRange);
	if (isInPaymentRange(track.number)) return true;
	return track.track === 'digits' && /^(?:0[12]|59)/.test(track.number) && isPaymentCard(track.number.slice(2));
}

function readTrack(part: string): Track {
	const one = TRACK_1.exec(part);
	if (one) {
		const [, , number = '', name = '', expiry, rest = ''] = one;
		return { track: 1, number, name: name.trim(), ...withExpiry(expiry), rest };
	}
	const two = TRACK_2.exec(part);
	if (two) {
		const [, number = '', expiry, rest = ''] = two;
		return { track: 2, number, ...withExpiry(expiry), rest };
	}
	const digits = /^[;+%]([0-9]+)=?[0-9]*\?$/.exec(part)?.[1];
	return digits === undefined ? { track: 'unreadable' } : { track: 'digits', number: digits };
}

function withExpiry(yymm: string | undefined): { expiry?: string } {
	return yymm === undefined ? {} : { expiry: `20${yymm.slice(0, 2)}-${yymm.slice(2)}` };
}

/** Runs of digits, each also without the spaces that some tracks put between groups. */
function digitRuns(text: string): string[] {
	return [...(text.match(/[0-9]+/g) ?? []), ...(text.match(/[0-9 ]+/g) ?? []).map((run) => run.replaceAll(' ', ''))];
}

/** The longitudinal redundancy check character of a track as printed in test data; readers usually leave it out. */
export function trackLrc(track2: string): string {
	const values = [...track2].map((letter) => letter.charCodeAt(0) - 0x30);
	return String.fromCharCode(0x30 + values.reduce((lrc, value) => lrc ^ value, 0));
}
