/** The enrolment code in an address: `/till?code=…` or `/till#code=…`. */
export function codeInAddress(address: { search: string; hash: string }): string | null {
	const fromHash = new URLSearchParams(address.hash.replace(/^#/, '')).get('code');
	return new URLSearchParams(address.search).get('code') ?? fromHash;
}

/** The code in a scanned text: the QR holds the whole address, a typed label only the code. */
export function codeInText(text: string): string {
	if (!/^https?:/i.test(text) || !URL.canParse(text)) return text.trim();
	return codeInAddress(new URL(text)) ?? text.trim();
}
