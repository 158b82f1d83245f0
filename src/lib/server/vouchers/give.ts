/** The vouchers that booked sales hand out become vouchers, each once. */
import type { VoucherGiven } from '$lib/domain/voucher/voucher';
import type { Ports } from '../ports';
import type { PurchaseToBook } from '../wallet/purchase';
import { openVoucherCase } from './cases';
import { insertVouchers, listOfMembers, listStanding, type Trx, type VoucherStanding } from './queries';
import { actorOf, type SaleWithVouchers } from './sale';

type Given = { sale: SaleWithVouchers; voucher: VoucherGiven };

/** What the ledger books of them. One whose id or code somebody has already is worth nothing, and somebody looks. */
export async function keepGiven(trx: Trx, ports: Ports, sales: readonly SaleWithVouchers[]): Promise<PurchaseToBook[]> {
	const all = sales.flatMap((sale) =>
		(sale.body.vouchersGiven ?? []).map((voucher) => ({ sale, voucher: tidy(voucher) }))
	);
	const members = await listOfMembers(
		trx,
		all.map(({ voucher }) => voucher.voucherId)
	);
	const made = await insertVouchers(trx, all.filter(({ voucher }) => !members.has(voucher.voucherId)).map(toRow));
	const standing = await listStanding(
		trx,
		all.map(({ voucher }) => voucher)
	);
	for (const given of all) {
		if (!standing.some((one) => isIt(one, given))) await noteDoubled(trx, ports, given, standing);
	}
	return all
		.filter((given) => made.has(given.voucher.voucherId) && standing.some((one) => isIt(one, given)))
		.map(toPurchase);
}

/** As the books write it: ids in small letters, and a hash has bits to spare in its last letter. */
function tidy(voucher: VoucherGiven): VoucherGiven {
	const codeHash = Buffer.from(voucher.codeHash, 'base64url').toString('base64url');
	return { ...voucher, voucherId: voucher.voucherId.toLowerCase(), codeHash };
}

function toRow({ sale: { body, atMs }, voucher }: Given) {
	return { ...voucher, saleId: body.saleId, currency: body.currency, atMs };
}

/** Whether the voucher of the books is the one that this sale hands out. */
function isIt(one: VoucherStanding, { sale, voucher }: Given): boolean {
	const { voucherId, codeHash, amountMinor } = voucher;
	const isSame = one.id === voucherId && one.codeHash === codeHash && one.amountMinor === amountMinor;
	return isSame && one.saleId === sale.body.saleId.toLowerCase();
}

async function noteDoubled(trx: Trx, ports: Ports, { sale, voucher }: Given, standing: readonly VoucherStanding[]) {
	const { voucherId, codeHash, amountMinor } = voucher;
	const other = standing.find((one) => one.id === voucherId || one.codeHash === codeHash);
	const theirs = other ? { otherVoucherId: other.id, otherSaleId: other.saleId } : {};
	await openVoucherCase(trx, ports, sale, 'voucher_doubled', { voucherId, worthMinor: amountMinor, ...theirs });
}

/** A voucher has a wallet of its own: what it is worth is its one lot. */
function toPurchase({ sale, voucher }: Given): PurchaseToBook {
	const { voucherId, offerId, title, amountMinor, expiresAt } = voucher;
	const lot = {
		...{ currency: sale.body.currency, offerId, label: title, amountMinor, validFromMs: sale.atMs },
		...{ expiresAtMs: expiresAt === null ? null : Date.parse(expiresAt), conditions: null, basis: null }
	};
	const own = { key: `voucher:${voucherId}`, saleId: voucherId, memberId: voucherId, awards: [lot], spends: [] };
	return { ...own, content: sale.eventHash, atMs: sale.atMs, actor: actorOf(sale) };
}
