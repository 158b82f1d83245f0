/** Vouchers at the counter: what is left on one, and what of it is set aside for a sale (decisions/0017). */
import type { VoucherHeld, VoucherHold, VoucherRefusalCode, VoucherShown } from '$lib/contract/sync/vouchers';
import { utf8 } from '$lib/domain/bytes';
import { sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import { readRewardSettings } from '../rewards/settings';
import * as wallet from '../wallet/wallet';
import { findVoucher, isSaleBooked, noteHold, takeHolds, type Trx, type VoucherRow } from './queries';
import { useIdOf } from './use-id';

export type VoucherRefusal = { ok: false; code: Exclude<VoucherRefusalCode, 'too_many_tries'> };

function isOver({ expiresAt }: VoucherRow, nowMs: number): boolean {
	return expiresAt !== null && Date.parse(expiresAt) <= nowMs;
}

function refusalOf(found: VoucherRow | undefined, currency: string, nowMs: number): VoucherRefusal | null {
	if (!found) return { ok: false, code: 'voucher_unknown' };
	if (found.currency !== currency) return { ok: false, code: 'voucher_other_currency' };
	return isOver(found, nowMs) ? { ok: false, code: 'voucher_expired' } : null;
}

/** What a voucher with this code could pay now. */
export async function showVoucher(
	db: Db,
	ports: Ports,
	{ code, currency }: { code: string; currency: string }
): Promise<{ ok: true; voucher: VoucherShown } | VoucherRefusal> {
	const codeHash = sha256Base64url(utf8(code));
	const found = await findVoucher(db, codeHash);
	const refused = refusalOf(found, currency, ports.now());
	if (!found || refused) return refused ?? { ok: false, code: 'voucher_unknown' };
	const { id, mark, title, expiresAt } = found;
	const [balance] = (await wallet.balances(db, [id], ports.now())).get(id) ?? [];
	const leftMinor = balance ? balance.balanceMinor - balance.heldMinor : 0;
	if (leftMinor <= 0) return { ok: false, code: 'voucher_used' };
	return { ok: true, voucher: { voucherId: id, codeHash, mark, title, leftMinor, expiresAt } };
}

/** Sets aside what a voucher pays of a sale, or less when less is there. What was held for the same sale before is decided anew. */
export async function holdVoucher(
	db: Db,
	ports: Ports,
	storeId: string,
	asked: VoucherHold
): Promise<{ ok: true; held: VoucherHeld } | VoucherRefusal> {
	const found = await findVoucher(db, asked.codeHash);
	const own = found?.id === asked.voucherId ? found : undefined;
	const refused = refusalOf(own, asked.currency, ports.now());
	if (!own || refused) return refused ?? { ok: false, code: 'voucher_unknown' };
	const { holdMs } = await readRewardSettings(db);
	return db.transaction().execute((trx) => holdIn(trx, ports, { ...asked, voucher: own, storeId, holdMs }));
}

type Holding = VoucherHold & { voucher: VoucherRow; storeId: string; holdMs: number };

async function holdIn(
	trx: Trx,
	ports: Ports,
	{ voucher, saleId, currency, askedMinor, storeId, holdMs }: Holding
): Promise<{ ok: true; held: VoucherHeld } | VoucherRefusal> {
	const useId = useIdOf(voucher.id, saleId);
	await wallet.lock(trx, [voucher.id]);
	const nowMs = ports.now();
	const untilMs = nowMs + holdMs;
	await noteHold(trx, { useId, voucherId: voucher.id, saleId, expiresAtMs: untilMs });
	// Asked for by a call that was slow: the sale has what it used already.
	if (await isSaleBooked(trx, saleId)) return { ok: false, code: 'sale_already_closed' };
	const sale = {
		...{ memberId: voucher.id, saleId: useId, currency, dueMinor: askedMinor },
		lines: [anyLine(askedMinor)],
		place: { storeId, zone: 'UTC', atMs: nowMs },
		limits: { minimumMinor: 0, maximumMinor: null },
		...{ blocked: false, expiresAtMs: untilMs }
	};
	const request = { key: `voucher:${useId}`, kind: 'additional' as const, label: voucher.title, askedMinor };
	let held = await wallet.hold(trx, ports, sale, request);
	if (!held.ok && held.code === 'conflict') {
		await wallet.release(trx, ports, useId);
		held = await wallet.hold(trx, ports, sale, request);
	}
	if (!held.ok) return { ok: false, code: 'voucher_used' };
	const { grantId, amountMinor, expiresAtMs } = held.held;
	return { ok: true, held: { grantId, amountMinor, expiresAt: new Date(expiresAtMs).toISOString() } };
}

/** A voucher pays for anything. */
function anyLine(totalMinor: number) {
	const facts = { productId: null, groupId: null, brand: null, family: null, categories: [], inPromotions: true };
	return { ...facts, totalMinor };
}

/** Gives back what a sale holds of these vouchers; of one that holds nothing it is no fault. */
export async function releaseVouchers(
	db: Db,
	ports: Ports,
	{ saleId, voucherIds }: { saleId: string; voucherIds: readonly string[] }
): Promise<void> {
	await db.transaction().execute(async (trx) => {
		const asked = await takeHolds(trx, [saleId], voucherIds);
		await wallet.lock(
			trx,
			asked.map(({ voucherId }) => voucherId)
		);
		for (const { useId } of asked) await wallet.release(trx, ports, useId);
	});
}
