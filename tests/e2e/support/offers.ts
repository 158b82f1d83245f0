import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Effect } from '../../../src/lib/domain/offers/offer';
import { printedVoucher } from '../../../src/lib/domain/voucher/code';
import { testOffer } from '../../support/any-offer';
import { query } from './books';
import type { Shop } from './server';
import { rowsOf } from './till';

/** As if a manager had made it; that they can is tested elsewhere. */
export async function addOffer(shop: Shop, given: Parameters<typeof testOffer>[0]): Promise<void> {
	const { id: _id, version: _version, ...rule } = testOffer(given);
	await query(shop, `INSERT INTO offers (id, version, state, rule, changed_at) VALUES ($1, 0, 'active', $2, now())`, [
		randomUUID(),
		JSON.stringify(rule)
	]);
}

/** An offer that hands a voucher out with every sale. */
export async function addVoucherOffer(shop: Shop, amountMinor: number): Promise<void> {
	const effect: Effect = {
		kind: 'voucher',
		voucherId: 'thanks',
		amountMinor,
		expiry: { kind: 'after', count: 90, unit: 'day' }
	};
	await addOffer(shop, { name: 'Thanks', title: 'Thank you for shopping', stacking: 'stack', effect });
}

/** As the receipt of the till's newest sale prints it. */
export async function codeGiven(page: Page): Promise<string> {
	const sales = await rowsOf<{ at: string; voucherCodes?: string[] }>(page, 'sales');
	const newest = sales.sort((a, b) => a.at.localeCompare(b.at)).at(-1);
	const code = newest?.voucherCodes?.[0];
	if (code === undefined) throw new Error('The newest sale gave no voucher.');
	return printedVoucher(code);
}
