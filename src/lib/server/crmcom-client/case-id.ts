import { createHash } from 'node:crypto';

/** A UUID of version 8 that a kind of case and a sale always have: the same case is opened once. */
export function caseId(kind: string, saleId: string): string {
	const hex = createHash('sha256').update(`${kind}:${saleId}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
