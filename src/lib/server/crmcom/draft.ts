import type { CreateSpendRequest } from '$lib/contract/crmcom/purchases';
import type { PurchaseDraft } from './book-purchase';
import { nameOf } from './purchase-list';
import type { WireSale } from './sale-of';

type DraftFields = Omit<CreateSpendRequest['purchase_customer_event'], 'products_set'>;

/** What a call wants booked, whatever its form. */
export function draftOf(
	sale: WireSale,
	keyId: string,
	fields: DraftFields,
	spend: PurchaseDraft['spend']
): PurchaseDraft {
	const { classification_identifier: classification, payment_medium_identifier: payment, description } = fields;
	return {
		sale,
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
