/** A manager takes what is left from a voucher: the receipt was lost, or somebody cheated. */
import { reasonFault } from '../adjustments/faults';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import * as wallet from '../wallet/wallet';
import type { Trx } from './queries';
import { findListed } from './queries.list';

export type Withdrawal = {
	/** Made with the form: sent twice, booked once. */
	id: string;
	voucherId: string;
	reason: string;
	staffId: string;
};

export type WithdrawRefusal = 'not_found' | 'held' | 'empty' | 'expired';
export type Withdrawn =
	{ ok: true; amountMinor: number } | { ok: false; code: WithdrawRefusal } | { ok: false; fault: string };

/** All that is left, or nothing: what a till holds for a sale is the customer's until that sale is done. */
export async function withdrawVoucher(db: Db, ports: Ports, wish: Withdrawal): Promise<Withdrawn> {
	const fault = reasonFault(wish.reason);
	if (fault !== null) return { ok: false, fault };
	return db.transaction().execute((trx) => withdrawIn(trx, ports, wish));
}

async function withdrawIn(trx: Trx, ports: Ports, wish: Withdrawal): Promise<Withdrawn> {
	const { voucherId, staffId } = wish;
	const key = `voucher-withdrawal:${wish.id}`;
	// Before the lock, which makes a wallet for any id.
	if (!(await findListed(trx, voucherId))) return { ok: false, code: 'not_found' };
	await wallet.lock(trx, [voucherId]);
	const sent = (await wallet.booked(trx, [key])).get(key);
	// Written by `wallet.adjust` under this key.
	if (sent) return { ok: true, amountMinor: (sent.answer as { amountMinor: number }).amountMinor };
	const voucher = await findListed(trx, voucherId);
	if (!voucher) return { ok: false, code: 'not_found' };
	if (voucher.heldMinor > 0) return { ok: false, code: 'held' };
	if (voucher.balanceMinor <= 0) return { ok: false, code: 'empty' };
	const booked = await wallet.adjust(trx, ports, {
		...{ key, memberId: voucherId, currency: voucher.currency, amountMinor: -voucher.balanceMinor },
		...{ label: voucher.title, reason: wish.reason.trim(), actor: { kind: 'staff', id: staffId } },
		...{ expiresAtMs: null, policy: 'refuse' }
	});
	if (booked.ok) return { ok: true, amountMinor: booked.amountMinor };
	if (booked.code === 'insufficient_value') return { ok: false, code: 'expired' };
	throw new Error(`withdrawal ${wish.id} was booked with other content`);
}
