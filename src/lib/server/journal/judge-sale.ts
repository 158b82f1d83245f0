import { checkSale } from '$lib/domain/receipt/balance';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Finding } from './place';

type Known = {
	storeId: string;
	products: ReadonlySet<string>;
	members: ReadonlySet<string>;
	saleIds: ReadonlySet<string>;
	receiptNumbers: ReadonlySet<string>;
};

/** Where a sale and the books disagree. The sale is booked all the same: goods have left the shop. */
export function judgeSale(body: SaleBody, known: Known): Finding[] {
	const findings: Finding[] = [];
	const balance = checkSale(body);
	if (!balance.ok) {
		const { code: imbalance, at, expected, found } = balance;
		findings.push({ code: 'sale_unbalanced', imbalance, at, expected, found });
	}
	if (known.saleIds.has(body.saleId)) findings.push({ code: 'sale_id_doubled', saleId: body.saleId });
	if (known.receiptNumbers.has(body.receiptNumber)) {
		findings.push({ code: 'receipt_number_doubled', receiptNumber: body.receiptNumber });
	}
	if (body.storeId !== known.storeId) findings.push({ code: 'store_differs', storeId: body.storeId });
	const unknown = new Set(
		body.lines.flatMap(({ productId }) => productId ?? []).filter((id) => !known.products.has(id))
	);
	if (unknown.size > 0) findings.push({ code: 'product_unknown', productIds: [...unknown] });
	const memberId = body.member?.memberId;
	if (memberId && !known.members.has(memberId)) findings.push({ code: 'member_unknown', memberId });
	return findings;
}
