import { normaliseCrockford } from './crockford';

/** The address in the QR of a till's one-time code. The code stands behind `#`, so that it reaches no server log. */
export function enrolmentUrl(origin: string, code: string): string {
	return `${origin}/till#enrol=${code}`;
}

/** The clean one-time code in such an address, or null. Codes have 8 to 20 Crockford symbols. */
export function parseEnrolmentUrl(text: string): string | null {
	const typed = /^https?:\/\/[^/?#\s]+\/till(?:[/?][^#]*)?#enrol=([^&]*)$/i.exec(text)?.[1];
	return typed === undefined ? null : readEnrolmentCode(typed);
}

/** The clean one-time code that a person typed, or null when it cannot be one. */
export function readEnrolmentCode(typed: string): string | null {
	const code = normaliseCrockford(typed);
	return code !== null && code.length >= 8 && code.length <= 20 ? code : null;
}
