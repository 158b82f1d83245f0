/** The receipt a customer opens on a phone: found by the secret in its address, checked anew each time it is shown. */
import { receiptDocument, type ReceiptDocument, type TakenBack } from '$lib/domain/receipt/document';
import type { ReceiptLoyalty } from '$lib/domain/receipt/loyalty';
import type { SaleBody } from '$lib/domain/receipt/sale';
import { voucherCodes } from '$lib/domain/voucher/code';
import { earnedThere } from '../crmcom-client/earned';
import { takenBackThere } from '../crmcom-client/taken-back';
import { sha256, sha256Base64url } from '../crypto/es256';
import type { Db } from '../db/client';
import { readSale } from '../sales/detail';
import * as wallet from '../wallet/wallet';
import { findMerchant, findSaleByToken, hasReceipt } from './queries';

export type PublicReceipt = {
	document: ReceiptDocument;
	zone: string;
	receivedAt: string;
	proof: { isGenuine: boolean; seq: number; hash: string; signed: boolean; chained: boolean; textUnchanged: boolean };
};

/** What a till makes: 16 or 32 random bytes in base64url. */
export function isReceiptToken(token: string): boolean {
	return /^(?:[A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{43})$/.test(token);
}

/** What the ledger, or the system that keeps the value, really booked; before that nobody knows it for sure. */
async function readLoyalty(db: Db, saleId: string): Promise<ReceiptLoyalty> {
	const booked = await wallet.ofSale(db, saleId);
	if (booked) return { certainty: 'booked', ...booked, messages: [] };
	const there = (await earnedThere(db, [saleId])).get(saleId);
	if (there) return { certainty: 'booked', earned: there, balances: null, messages: [] };
	return { certainty: 'about', earned: [], balances: null, messages: [] };
}

/** What a return took back; `later` while the sale it belongs to is still on its way, null where no wallet was meant. */
async function readTakenBack(db: Db, back: SaleBody): Promise<TakenBack | null> {
	const { saleId, originalReceiptNumber } = back;
	const booked = (await wallet.takenBackBy(db, [saleId])).get(saleId) ?? (await takenBackThere(db, back));
	if (booked) return booked;
	return originalReceiptNumber !== null && (await hasReceipt(db, originalReceiptNumber)) ? null : 'later';
}

/**
 * `null`: no such sale here, or not yet. The two look alike, so that nobody learns which tokens exist. Names of members
 * and free texts are never part of it.
 */
export async function readPublicReceipt(db: Db, token: string, publicUrl: string): Promise<PublicReceipt | null> {
	const found = await findSaleByToken(db, sha256Base64url(token));
	const read = found && (await readSale(db, found.id));
	if (!read?.body || !read.event || !read.proof) return null;
	const { sale, body, event, proof } = read;
	const merchant = await findMerchant(db);
	const loyalty = body.member && body.kind === 'sale' ? await readLoyalty(db, body.saleId) : null;
	const takenBack = body.member && body.kind === 'return' ? await readTakenBack(db, body) : null;
	const count = body.vouchersGiven?.length ?? 0;
	const codes = await voucherCodes(token, count, (bytes) => Promise.resolve(sha256(bytes)));
	const document = receiptDocument(
		body,
		{
			merchantName: merchant?.merchantName ?? sale.storeName,
			storeName: sale.storeName,
			address: sale.storeAddress,
			taxNumber: sale.taxNumber,
			locale: sale.locale,
			receiptFooter: sale.footer,
			demo: merchant?.kind === 'demo'
		},
		{
			issuedAt: new Date(sale.at).toISOString(),
			tillName: sale.tillName,
			cashierName: sale.staffName?.split(' ')[0] ?? null,
			event: { seq: sale.seq, hash: event.hash },
			loyalty,
			takenBack,
			voucherCodes: codes,
			publicUrl
		}
	);
	const isGenuine = proof.signed && proof.chained && proof.textUnchanged;
	return {
		document,
		zone: sale.zone,
		receivedAt: new Date(event.receivedAt).toISOString(),
		proof: { isGenuine, seq: sale.seq, hash: event.hash, ...proof }
	};
}
