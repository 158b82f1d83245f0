/** What a case found, read from the detail it was opened with, and what of the shop's money it is about. Pure. */

/** One disagreement: its code, and facts by name. */
export type Finding = { code: string } & Record<string, unknown>;

/** Older cases hold their facts without a list. */
export function findingsOf(kind: string, detail: unknown): Finding[] {
	if (!isRecord(detail)) return [{ code: kind }];
	const list = Array.isArray(detail['findings']) ? detail['findings'] : null;
	if (!list) return [{ code: kind, ...detail }];
	return list.flatMap((one) => (isRecord(one) && typeof one['code'] === 'string' ? [one as Finding] : []));
}

type Sale = { dueMinor: number | null };

/** Minor units the shop may lose by it; null where no money is touched. */
export function stakeOf(kind: string, detail: unknown, { dueMinor }: Sale): number | null {
	const [first] = findingsOf(kind, detail);
	const sum = (value: unknown) => amounts(value).reduce((total, amount) => total + amount, 0);
	switch (kind) {
		case 'wallet_overdrawn':
		case 'voucher_overdrawn':
			return number(first?.['overdrawnMinor']) ?? sum(first?.['owes']);
		case 'spend_not_granted':
			return number(first?.['beyondMinor']) || (number(first?.['amountMinor']) ?? null);
		case 'voucher_unknown':
			return number(first?.['amountMinor']) ?? null;
		case 'remote_award_forgiven':
			return number(first?.['forgivenMinor']) ?? null;
		case 'remote_return_uneven':
			return number(first?.['gainedMinor']) ?? number(first?.['lostMinor']) ?? null;
		case 'voucher_doubled':
			return number(first?.['worthMinor']) ?? null;
		case 'spend_without_member':
			return sum(first?.['spends']);
		case 'discount_not_by_rules':
		case 'voucher_not_by_rules':
			return beyondRules(findingsOf(kind, detail));
		case 'returned_more_than_spent':
			return number(first?.['beyondMinor']) ?? null;
		case 'sale_id_doubled':
		case 'returned_more_than_sold':
		case 'original_unknown':
		case 'sale_unbalanced':
			return dueMinor === null ? null : Math.abs(dueMinor);
		default:
			return null;
	}
}

/** What was taken off beyond what the rules say. */
function beyondRules(findings: readonly Finding[]): number {
	const beyond = findings.map(
		({ takenMinor, allowedMinor }) => (number(takenMinor) ?? 0) - (number(allowedMinor) ?? 0)
	);
	return beyond.reduce((sum, minor) => sum + minor, 0);
}

/** Receipts the findings name beside the case's own. */
export function receiptsNamed(findings: readonly Finding[]): string[] {
	const named = findings.flatMap((finding) => [finding['receiptNumber'], finding['originalReceiptNumber']]);
	return [...new Set(named.filter((one): one is string => typeof one === 'string'))];
}

/** Identities that two entries claim: of a sale, or of the entry itself; and the sale that had a voucher first. */
export function idsNamed(findings: readonly Finding[]): string[] {
	const named = findings.flatMap((finding) => [finding['saleId'], finding['id'], finding['otherSaleId']]);
	return [...new Set(named.filter((one): one is string => typeof one === 'string'))];
}

function amounts(value: unknown): number[] {
	return Array.isArray(value) ? value.flatMap((one) => (isRecord(one) ? (number(one['amountMinor']) ?? []) : [])) : [];
}

function number(value: unknown): number | undefined {
	return typeof value === 'number' ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
