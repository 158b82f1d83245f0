/** A return becomes an event in the journal: number, receipt and event in one transaction, like a sale. */
import type { TenderDraft } from '$lib/domain/basket/settlement';
import { businessDate } from '$lib/domain/receipt/business-date';
import type { CloseRefusal, StoreTerms } from '$lib/domain/receipt/close-sale';
import { closeReturn, type Quantities, type ReturnRefusal } from '$lib/domain/receipt/return-sale';
import type { TakenBack } from '$lib/domain/receipt/document';
import type { ReturnReason, SaleBody } from '$lib/domain/receipt/sale';
import type { JournalContext } from '../journal/append';
import { completeSale, type CompletedSale, type SaleRefusal } from '../journal/complete-sale';

export type GivingBack = {
	original: SaleBody;
	returned: Quantities;
	wanted: Quantities;
	tenders: readonly TenderDraft[];
	store: StoreTerms;
	ids: { saleId: string; basketId: string };
	staffId: string;
	staffName: string;
	memberMark?: string;
	takenBack?: TakenBack;
	reason?: ReturnReason;
	approvedBy?: string;
	/** Server clock − this clock. */
	clockOffsetMs: number;
};

export type GaveBack = CompletedSale | SaleRefusal | CloseRefusal | ReturnRefusal;

export function giveBack(context: JournalContext, wish: GivingBack): Promise<GaveBack> {
	const {
		original,
		returned,
		wanted,
		tenders,
		store,
		ids,
		staffId,
		staffName,
		memberMark,
		takenBack,
		reason,
		approvedBy
	} = wish;
	const nowMs = context.ports.clock.now();
	return completeSale<CloseRefusal | ReturnRefusal>(context, {
		...{ basketId: ids.basketId, saleId: ids.saleId, staffId, staffName },
		privateText: null,
		...(memberMark === undefined ? {} : { memberMark }),
		...(takenBack === undefined ? {} : { takenBack }),
		close: ({ saleId, vouchers: _, ...place }) =>
			closeReturn({
				...{ original, returned, wanted, tenders, store },
				cashStepMinor: store.cashStepMinor,
				ids: { saleId, basketId: ids.basketId },
				openedAt: new Date(nowMs).toISOString(),
				businessDate: businessDate(nowMs + wish.clockOffsetMs, store.zone),
				...(reason === undefined ? {} : { reason }),
				...(approvedBy === undefined ? {} : { approvedBy }),
				...place
			})
	});
}
