/** From the ledger's words to the engine's, and back. */
import { createHash } from 'node:crypto';
import type { Balance, Grant, RewardBasket } from '$lib/contract/sync/rewards';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Db } from '../db/client';
import type { PostedSale } from '../rewards/backend';
import { toBalance } from '../rewards/builtin';
import type { Held } from '../wallet/hold';
import * as wallet from '../wallet/wallet';

export async function balancesOf(db: Db, memberId: string, atMs: number): Promise<Balance[]> {
	return ((await wallet.balances(db, [memberId], atMs)).get(memberId) ?? []).map(toBalance);
}

export function toGrant({ grantId, kind, label, amountMinor }: Held): Grant | null {
	return kind === 'offline' ? null : { grantId, kind, amountMinor, label };
}

export function hashOf(body: SaleBody): string {
	return createHash('sha256').update(JSON.stringify(body)).digest('base64url');
}

export function linesOf(body: SaleBody, isWhole: boolean) {
	return body.lines.map(({ lineNo, quantityMilli, totalMinor }) => {
		return { lineNo, soldMilli: quantityMilli, soldMinor: totalMinor, returnedMilli: isWhole ? quantityMilli : 0 };
	});
}

export function basketOf({ body, memberId }: PostedSale): RewardBasket {
	const { currency, pricesIncludeTax } = body;
	return {
		...{ memberId, cardHmac: null, currency, pricesIncludeTax },
		lines: body.lines.map((line) => ({
			lineNo: line.lineNo,
			productId: line.productId,
			sku: line.sku,
			code: line.code,
			quantityMilli: line.quantityMilli,
			unitPriceMinor: line.unitPriceMinor,
			minimumPriceMinor: null,
			grossMinor: line.grossMinor,
			totalMinor: line.totalMinor,
			taxRateBp: line.taxRateBp
		})),
		...{ appliedOffers: [], coupons: body.coupons ?? [], rulesVersion: 0 }
	};
}
