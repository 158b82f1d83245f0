import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SaleBody } from '../../src/lib/domain/receipt/sale';
import { foundReceipt } from '../../src/lib/contract/sync/returns';
import { withRewards } from '../../src/lib/server/rewards/rewards';
import { answerReturnGrant, answerReturnLookup, answerReturnRelease } from '../../src/lib/server/returns/answer';
import { returnBody, returnId } from '../support/returns';
import { saleBody, shopIds, TestShop } from '../support/test-shop';
import { post, type TestTill } from '../support/test-till';

let shop: TestShop;
let tillA: TestTill;
let tillB: TestTill;
beforeAll(async () => {
	shop = await TestShop.open();
	tillA = await shop.till();
	tillB = await shop.till(shopIds.tillB);
	await tillB.push();
});
afterAll(() => shop.close());

async function sold(till: TestTill, given: Partial<SaleBody> = {}): Promise<SaleBody> {
	const body = saleBody(till, given);
	await till.append('sale.completed', body, { staffId: shopIds.cashier });
	await till.push();
	return body;
}

const byNumber = (receiptNumber: string) => ({ via: 'number', receiptNumber });

async function lookUp(till: TestTill, receipt: object, id = returnId(), allSent = true) {
	const request = post('/api/till/returns/lookup', { returnId: id, receipt, allSent }, till.token);
	const response = await answerReturnLookup(withRewards(shop.app), request);
	const body = (await response.json()) as { code?: string };
	return { status: response.status, code: body.code, found: response.ok ? foundReceipt.parse(body) : null, id };
}

async function grant(till: TestTill, id: string, saleId: string, lines: [lineNo: number, quantityMilli: number][]) {
	const wish = {
		returnId: id,
		originalSaleId: saleId,
		lines: lines.map(([lineNo, quantityMilli]) => ({ lineNo, quantityMilli }))
	};
	const response = await answerReturnGrant(shop.app, post('/api/till/returns/grant', wish, till.token));
	return response.ok ? 'granted' : ((await response.json()) as { code: string }).code;
}

const release = (till: TestTill, id: string) =>
	answerReturnRelease(shop.app, post('/api/till/returns/release', { returnId: id }, till.token));

async function giveBack(
	till: TestTill,
	original: SaleBody,
	wanted: [number, number][],
	options: { returned?: Map<number, number>; saleId?: string } = {}
) {
	const body = returnBody(till, original, new Map(wanted), options);
	await till.append('sale.completed', body, { staffId: shopIds.manager });
	const { answers } = await till.push(till.journal.slice(-1));
	return answers.at(-1);
}

describe('a receipt that is looked up', () => {
	it('is found by its number, its address and its barcode, and is genuine', async () => {
		const token = 'a'.repeat(22);
		const original = await sold(tillA, { receiptTokenHash: createHash('sha256').update(token).digest('base64url') });
		const running = Number(original.receiptNumber.split('-')[2]);
		for (const receipt of [
			byNumber(original.receiptNumber),
			{ via: 'token', token },
			{ via: 'return_code', store: 1, till: 1, epoch: tillA.grant.epoch, running }
		]) {
			const { found } = await lookUp(tillA, receipt);
			expect(found).toMatchObject({ saleId: original.saleId, genuine: true, returned: [], tillName: 'Counter' });
		}
	});

	it('is refused when nobody has it, or when it is a return itself', async () => {
		expect(await lookUp(tillA, byNumber('S01T01-1-999999'))).toMatchObject({ status: 404, code: 'receipt_unknown' });
		const original = await sold(tillA);
		const back = returnBody(tillA, original, new Map([[1, 1000]]));
		await tillA.append('sale.completed', back, { staffId: shopIds.manager });
		await tillA.push(tillA.journal.slice(-1));
		expect(await lookUp(tillA, byNumber(back.receiptNumber))).toMatchObject({
			status: 409,
			code: 'original_is_return'
		});
	});

	it('is one till’s at a time, until it is let go or its time is over', async () => {
		const original = await sold(tillA);
		const mine = await lookUp(tillA, byNumber(original.receiptNumber));
		expect(await lookUp(tillB, byNumber(original.receiptNumber))).toMatchObject({ code: 'return_open_elsewhere' });
		expect(await grant(tillB, returnId(), original.saleId, [[1, 1000]])).toBe('return_open_elsewhere');
		await release(tillA, mine.id);
		const theirs = await lookUp(tillB, byNumber(original.receiptNumber));
		expect(theirs.found).not.toBeNull();
		shop.ports.advance(11 * 60_000);
		expect((await lookUp(tillA, byNumber(original.receiptNumber))).found).not.toBeNull();
	});
});

describe('a return that asks', () => {
	it('is granted what was sold and no more, whoever asks how often', async () => {
		const original = await sold(tillA);
		const first = await lookUp(tillA, byNumber(original.receiptNumber));
		expect(await grant(tillA, first.id, original.saleId, [[1, 3000]])).toBe('returned_more_than_sold');
		expect(await grant(tillA, first.id, original.saleId, [[9, 1000]])).toBe('returned_more_than_sold');
		expect(await grant(tillA, first.id, original.saleId, [[1, 1000]])).toBe('granted');
		expect(await grant(tillA, first.id, original.saleId, [[1, 1000]])).toBe('granted');
		const second = await lookUp(tillB, byNumber(original.receiptNumber));
		expect(second.found?.returned).toEqual([{ lineNo: 1, quantityMilli: 1000 }]);
		expect(await grant(tillB, second.id, original.saleId, [[1, 2000]])).toBe('returned_more_than_sold');
		expect((await giveBack(tillA, original, [[1, 1000]], { saleId: first.id }))?.result).toBe('applied');
		expect(await grant(tillB, second.id, original.saleId, [[1, 2000]])).toBe('returned_more_than_sold');
		expect(await grant(tillB, second.id, original.saleId, [[1, 1000]])).toBe('granted');
		expect(await shop.count('return_holds', `original_sale_id = '${original.saleId}'`)).toBe(1);
	});

	it('is granted once of two that ask in the same moment', async () => {
		for (let n = 0; n < 5; n++) {
			const original = await sold(tillA);
			const answers = await Promise.all([
				grant(tillA, returnId(), original.saleId, [[2, 1000]]),
				grant(tillB, returnId(), original.saleId, [[2, 1000]])
			]);
			expect(answers.sort()).toEqual(['granted', 'returned_more_than_sold']);
		}
	});

	it('gets back what was granted to it and never paid out, once it has sent everything', async () => {
		const original = await sold(tillA);
		const lost = await lookUp(tillA, byNumber(original.receiptNumber));
		await grant(tillA, lost.id, original.saleId, [[1, 2000]]);
		const unsure = await lookUp(tillA, byNumber(original.receiptNumber), returnId(), false);
		expect(unsure.found?.returned).toEqual([{ lineNo: 1, quantityMilli: 2000 }]);
		expect((await lookUp(tillA, byNumber(original.receiptNumber))).found?.returned).toEqual([]);
	});
});

describe('a return that arrives', () => {
	it('of more than was sold is booked, and a case says how much', async () => {
		const original = await sold(tillA);
		expect((await giveBack(tillA, original, [[1, 2000]]))?.result).toBe('applied');
		const again = await giveBack(tillB, original, [[1, 2000]]);
		expect(again?.result).toBe('applied_with_case');
		const [row] = await shop.rows<{ kind: string; detail: { findings: object[] } }>(
			`SELECT kind, detail FROM cases WHERE id = '${again?.caseId ?? ''}'`
		);
		expect(row?.kind).toBe('returned_more_than_sold');
		expect(row?.detail.findings).toEqual([
			{
				code: 'returned_more_than_sold',
				originalReceiptNumber: original.receiptNumber,
				lines: [{ lineNo: 1, soldMilli: 2000, returnedMilli: 4000 }]
			}
		]);
	});

	it('of more than was sold is noticed when two tills push at once', async () => {
		const original = await sold(tillA);
		const bodies = [tillA, tillB].map((till) => returnBody(till, original, new Map([[2, 1000]])));
		await Promise.all(
			[tillA, tillB].map((till, at) =>
				till.append('sale.completed', bodies[at] as SaleBody, { staffId: shopIds.manager })
			)
		);
		const pushed = await Promise.all([tillA, tillB].map((till) => till.push(till.journal.slice(-1))));
		expect(pushed.map(({ answers }) => answers.at(-1)?.result).sort()).toEqual(['applied', 'applied_with_case']);
	});

	it('before its sale waits for it: nothing is wrong once both are there', async () => {
		const original = saleBody(tillA);
		const late = await tillA.append('sale.completed', original, { staffId: shopIds.cashier });
		const back = returnBody(
			tillB,
			original,
			new Map([
				[1, 2000],
				[2, 1000]
			])
		);
		await tillB.append('sale.completed', back, { staffId: shopIds.manager });
		const early = await tillB.push(tillB.journal.slice(-1));
		expect(early.answers.at(-1)?.result).toBe('applied_with_case');
		const { answers } = await tillA.push([late]);
		expect(answers.at(-1)?.result).toBe('applied');
		expect((await giveBack(tillB, original, [[1, 1000]]))?.result).toBe('applied_with_case');
	});

	it('ends what was held for it', async () => {
		const original = await sold(tillA);
		const mine = await lookUp(tillA, byNumber(original.receiptNumber));
		await grant(tillA, mine.id, original.saleId, [[1, 1000]]);
		await giveBack(tillA, original, [[1, 1000]], { saleId: mine.id });
		expect(await shop.count('return_holds', `return_id = '${mine.id}'`)).toBe(0);
	});
});
