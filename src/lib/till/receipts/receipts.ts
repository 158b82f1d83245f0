/** The finished sales of this device, for done page, list and reprint. */
import type { FinishedSale, Refused } from '../facts';
import { append } from '../journal/append';
import type { SaleRow } from '../journal/rows';
import type { TillParts } from '../parts';
import { refusedOf } from '../refused';

export class Receipts {
	readonly #parts: TillParts;
	readonly #staffId: () => string | null;

	constructor(parts: TillParts, staffId: () => string | null) {
		this.#parts = parts;
		this.#staffId = staffId;
	}

	async sale(saleId: string): Promise<FinishedSale | null> {
		const row = await this.#parts.desk.sale(saleId);
		if (row && !row.shown) await this.#parts.desk.markShown(saleId);
		return row && toFinished(row);
	}

	async sales(limit: number): Promise<FinishedSale[]> {
		return (await this.#parts.desk.sales(limit)).map(toFinished);
	}

	/** Writes that a copy was made. */
	async copied(saleId: string): Promise<{ ok: true; copyNo: number } | Refused> {
		const row = await this.#parts.desk.sale(saleId);
		if (!row) return { ok: false, code: 'not_found', reason: 'This till does not know that sale.' };
		const copyNo = row.copies + 1;
		const written = await append(this.#parts, () => ({
			type: 'receipt.copied',
			body: { receiptNumber: row.receiptNumber, copyNo },
			staffId: this.#staffId(),
			beside: () => ({ copyOf: { saleId, copies: copyNo } })
		}));
		return written.ok ? { ok: true, copyNo } : refusedOf(written);
	}
}

export function toFinished(row: SaleRow): FinishedSale {
	const { saleId, at, body, privateText, receiptToken, staffName, epoch, seq, hash, copies } = row;
	const { memberMark, takenBack, rewards, voucherCodes } = row;
	return {
		...{ saleId, at, body, privateText, receiptToken, staffName, epoch, seq, hash, copies },
		...(memberMark !== undefined && { memberMark }),
		...(takenBack && { takenBack }),
		...(rewards && { rewards }),
		...(voucherCodes && { voucherCodes })
	};
}
