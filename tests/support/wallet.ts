/** Lots, lines and a place for tests of the wallet. */
import type { SpendPlace } from '../../src/lib/domain/wallet/conditions';
import type { Lot, WalletLine } from '../../src/lib/domain/wallet/lot';

/** Friday, 13:00 in Berlin. */
export const noon = Date.parse('2026-11-20T12:00:00Z');

export const place: SpendPlace = { storeId: 'here', zone: 'Europe/Berlin', atMs: noon };

/** 10.00 without conditions or expiry; `given` changes what a test is about. */
export function anyLot(given: Partial<Lot> = {}): Lot {
	return {
		id: 'lot',
		currency: 'EUR',
		balanceMinor: 1000,
		heldMinor: 0,
		createdAtMs: noon - 86_400_000,
		validFromMs: noon - 86_400_000,
		expiresAtMs: null,
		conditions: null,
		...given
	};
}

export function line(totalMinor: number, productId: string | null = null): WalletLine {
	return { productId, groupId: 'food', brand: null, totalMinor };
}
