import { createHash } from 'node:crypto';

/** What the ledger calls the use of a voucher for a sale: the same two always give the same id (UUID version 8). */
export function useIdOf(voucherId: string, saleId: string): string {
	const bytes = createHash('sha256').update(`voucher-use\0${voucherId}\0${saleId}`).digest().subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
