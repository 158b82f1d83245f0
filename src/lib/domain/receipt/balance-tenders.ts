import { sumMinor } from '../money/money';
import { imbalance, signOf, type Imbalance } from './imbalance';
import type { SaleBody, SaleTender } from './sale';

/** Half of the largest cash step a shop can set. */
const largestRoundingMinor = 50;

function checkTender(tender: SaleTender, at: string, sign: 1 | -1): Imbalance | null {
	const amount = tender.amountMinor * sign;
	if (tender.kind === 'card') return amount > 0 ? null : imbalance('tender_wrong', at);
	const { givenMinor, changeMinor } = tender;
	if (amount < 0 || givenMinor * sign < 0 || changeMinor < 0) return imbalance('tender_wrong', at);
	if (sign === -1 && changeMinor !== 0) return imbalance('change_wrong', at, 0, changeMinor);
	const kept = givenMinor - changeMinor;
	return kept === tender.amountMinor ? null : imbalance('tender_wrong', at, kept, tender.amountMinor);
}

/** Tenders − change + rounding settle the due; cards are exact and only cash is rounded and gives change. */
export function checkTenders(body: SaleBody): Imbalance | null {
	const { totals, tenders } = body;
	const sign = signOf(body);
	for (const [index, tender] of tenders.entries()) {
		const wrong = checkTender(tender, `tenders.${String(index)}`, sign);
		if (wrong) return wrong;
	}
	const paid = sumMinor(tenders.map((tender) => tender.amountMinor));
	if (paid !== totals.paidMinor) return imbalance('paid_wrong', 'totals', paid, totals.paidMinor);
	const change = sumMinor(tenders.map((tender) => (tender.kind === 'cash' ? tender.changeMinor : 0)));
	if (change !== totals.changeMinor) return imbalance('change_wrong', 'totals', change, totals.changeMinor);
	const rounding = paid - totals.dueMinor;
	if (rounding !== totals.roundingMinor) {
		return imbalance('rounding_wrong', 'totals', rounding, totals.roundingMinor);
	}
	const byCard = sumMinor(tenders.map((tender) => (tender.kind === 'card' ? tender.amountMinor : 0)));
	if (byCard * sign > totals.dueMinor * sign) {
		return imbalance('card_exceeds_due', 'tenders', totals.dueMinor, byCard);
	}
	const anyCash = tenders.some((tender) => tender.kind === 'cash');
	const allowed = anyCash ? largestRoundingMinor : 0;
	return Math.abs(rounding) <= allowed ? null : imbalance('rounding_wrong', 'totals', 0, rounding);
}
