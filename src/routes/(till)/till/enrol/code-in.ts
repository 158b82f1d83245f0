/** The enrolment code in an address: `/till#enrol=…` as the manager's QR has it, or `?code=…`. */
export function codeInAddress(address: { search: string; hash: string }): string | null {
	const behindHash = new URLSearchParams(address.hash.replace(/^#/, ''));
	return new URLSearchParams(address.search).get('code') ?? behindHash.get('enrol') ?? behindHash.get('code');
}

/** The code in a scanned text: the QR holds the whole address, a typed label only the code. */
export function codeInText(text: string): string {
	if (!/^https?:/i.test(text) || !URL.canParse(text)) return text.trim();
	return codeInAddress(new URL(text)) ?? text.trim();
}
