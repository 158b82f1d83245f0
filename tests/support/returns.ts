/** Returns of a test shop's sales, made by the same rules as at a till. */
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { closeReturn, prepareReturn, type Quantities } from '../../src/lib/domain/receipt/return-sale';
import { testId } from './any-basket';
import { shopIds } from './test-shop';
import type { TestTill } from './test-till';

let made = 0;

/** The next id for a return's sale. */
export function returnId(): string {
	made += 1;
	return testId(3_000_000 + made);
}

/** What the till would write when these quantities (thousandths by line) come back after those. */
export function returnBody(
	till: TestTill,
	original: SaleBody,
	wanted: Quantities,
	{ returned = new Map<number, number>(), saleId = returnId() }: { returned?: Quantities; saleId?: string } = {}
): SaleBody {
	const prepared = prepareReturn(original, returned, wanted);
	if (!prepared.ok) throw new Error(JSON.stringify(prepared));
	const { dueMinor } = prepared;
	const closed = closeReturn({
		...{ original, returned, wanted },
		tenders: dueMinor === 0 ? [] : [{ kind: 'cash', givenMinor: dueMinor }],
		cashStepMinor: 1,
		ids: { saleId, basketId: testId(4_000_000 + made) },
		receiptNumber: till.nextReceiptNumber(),
		openedAt: new Date(till.ports.now()).toISOString(),
		businessDate: original.businessDate,
		store: { storeId: shopIds.store, zone: original.zone },
		receiptTokenHash: 'T'.repeat(43),
		privateHash: null,
		reason: 'changed_mind'
	});
	if (!closed.ok) throw new Error(JSON.stringify(closed));
	return closed.body;
}
