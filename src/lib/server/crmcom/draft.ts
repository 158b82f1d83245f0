/** What a call wants booked, whatever its form and before anything it names is looked for. */
import type { CreateSpendRequest, LineRequest } from '$lib/contract/crmcom/purchases';
import { contentHash } from './content-hash';
import type { Frame } from './frame';
import { nameOf } from './purchase-list';

export type PurchaseDraft = {
	frame: Frame;
	receiptNumber: string;
	/** As they were sent. */
	lines: readonly LineRequest[];
	keyId: string;
	chosenId: string | null;
	system: string;
	/** The caller's own reference, or else the receipt number. */
	reference: string;
	externalReference: string | null;
	classification: string | null;
	/** Asked for in the same call; `most`: as much as possible. */
	spend: { minor: number | 'most'; orNothing: boolean } | null;
	withoutInstant: boolean;
	coupon: string | null;
	echo: Record<string, unknown>;
};

type DraftFields = CreateSpendRequest['purchase_customer_event'];

export function draftOf(
	frame: Frame,
	keyId: string,
	fields: DraftFields,
	spend: PurchaseDraft['spend']
): PurchaseDraft {
	const { classification_identifier: classification, payment_medium_identifier: payment, description } = fields;
	return {
		frame,
		receiptNumber: fields.reference_number,
		lines: fields.products_set,
		keyId,
		chosenId: fields.id ?? null,
		system: fields.external_system ?? '',
		reference: fields.external_system_reference_number ?? fields.reference_number,
		externalReference: fields.external_system_reference_number ?? null,
		classification: nameOf(classification),
		spend,
		withoutInstant: fields.disable_instant_spend ?? false,
		coupon: fields.promo_code ?? null,
		echo: { description, payment, classification, terminal: fields.terminal_identifier }
	};
}

/**
 * Of what was sent, never of what was found by it: a product made known meanwhile makes no other purchase of it (§5.9). Whom
 * it is about stands apart, because nobody shall guess a telephone number from a hash.
 */
export function hashOf({
	frame,
	receiptNumber,
	lines,
	spend,
	withoutInstant,
	coupon,
	chosenId
}: PurchaseDraft): Buffer {
	const { store, atMs } = frame;
	const sent = lines.map(({ product_identifier: product, ...line }) => [
		...[product.id ?? null, product.code ?? null, product.alternative_code ?? null],
		...[line.quantity ?? 1, line.net_amount, line.vat_amount, line.total_amount, line.discount_amount ?? 0]
	]);
	return contentHash([
		...['as sent', store.id, atMs, receiptNumber, sent],
		...[spend, withoutInstant, coupon, chosenId]
	]);
}
