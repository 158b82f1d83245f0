import { utf8 } from '$lib/domain/bytes';

/** SHA-256 (base64url) of a voucher's code, so that the address never holds the code; null where the browser cannot hash. */
export async function hashOfCode(code: string): Promise<string | null> {
	// Browsers hash on secure pages only.
	if (!globalThis.isSecureContext) return null;
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(code)));
	const plain = btoa(String.fromCharCode(...digest));
	return plain.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
