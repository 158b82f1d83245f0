/** A small shop in a database of its own: one store, two tills, three products, two people. */
import type { EventBody } from '../../src/lib/contract/sync/bodies';
import type { Ports } from '../../src/lib/server/ports';
import { createEnrolmentCode } from '../../src/lib/server/tills/code';
import { testId } from './any-basket';
import { createTestDatabase, query, type TestDatabase } from './postgres';
import { TestTill, testPorts, type DraftEvent, type TillKey } from './test-till';

export const shopIds = {
	store: testId(100),
	tillA: testId(101),
	tillB: testId(102),
	group: testId(110),
	products: [testId(120), testId(121), testId(122)] as const,
	manager: testId(130),
	cashier: testId(131)
};

export class TestShop {
	private constructor(
		readonly database: TestDatabase,
		readonly ports: Ports & { advance: (ms: number) => void }
	) {}

	/** In a new database, or in one that is migrated and empty. */
	static async open(given?: TestDatabase): Promise<TestShop> {
		const database = given ?? (await createTestDatabase());
		const { store, tillA, tillB, group, products, manager, cashier } = shopIds;
		await query(
			database.ownerUrl,
			`INSERT INTO installation (kind, merchant_name) VALUES ('shop', 'Corner Shop');
			INSERT INTO stores (id, code, name, address, tax_number, zone, locale, currency)
			VALUES ('${store}', 'S01', 'Corner Shop', '1 Main Street', 'DE123', 'Europe/Berlin', 'en-GB', 'EUR');
			INSERT INTO tills (id, store_id, code, name)
			VALUES ('${tillA}', '${store}', 'S01T01', 'Counter'), ('${tillB}', '${store}', 'S01T02', 'Window');
			INSERT INTO tax_rates VALUES ('standard', 'Standard', 'A', 1900), ('reduced', 'Reduced', 'B', 700);
			INSERT INTO groups (id, name) VALUES ('${group}', 'Bakery');
			INSERT INTO products (id, sku, name, group_id, price_minor, tax_rate_id)
			SELECT id, 'P' || n, 'Product ' || n, '${group}', 420, 'reduced'
			FROM unnest(ARRAY['${products.join("','")}']::uuid[]) WITH ORDINALITY AS p (id, n);
			INSERT INTO staff (id, name, role, rights, pin_salt, pin_hash) VALUES
				('${manager}', 'Mia', 'manager', '{sell,discount,return}', decode(repeat('01', 16), 'hex'), decode(repeat('02', 32), 'hex')),
				('${cashier}', 'Carl', 'cashier', '{sell}', decode(repeat('03', 16), 'hex'), decode(repeat('04', 32), 'hex'))`
		);
		return new TestShop(database, testPorts());
	}

	get app() {
		return { db: this.database.db, ports: this.ports };
	}

	get db() {
		return this.database.db;
	}

	async code(tillId: string = shopIds.tillA): Promise<string> {
		const made = await createEnrolmentCode(this.db, this.ports, { tillId, staffId: shopIds.manager });
		if (!made.ok) throw new Error(made.code);
		return made.code.code;
	}

	/** A till that is enrolled, signed in, and has written its first event. */
	async till(tillId: string = shopIds.tillA, key?: TillKey): Promise<TestTill> {
		const till = await TestTill.enrol(this.app, await this.code(tillId), key);
		await openEpoch(till, 'enrolled');
		return till;
	}

	/** As the owner, who sees and may do everything. */
	rows<Row extends Record<string, unknown>>(text: string): Promise<Row[]> {
		return query<Row>(this.database.ownerUrl, text);
	}

	async count(table: string, where = 'true'): Promise<number> {
		const [row] = await this.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`);
		return row?.n ?? 0;
	}

	close(): Promise<void> {
		return this.database.destroy();
	}
}

export function openEpoch(
	till: TestTill,
	reason: EventBody<'epoch.opened'>['reason'],
	given: Partial<EventBody<'epoch.opened'>> = {}
) {
	return till.append('epoch.opened', {
		reason,
		deviceId: till.enrolled.deviceId,
		formerEpoch: null,
		formerHeadSeq: null,
		formerHeadHash: null,
		missingFromSeq: null,
		missingToSeq: null,
		...given
	});
}

let made = 0;

/** Two croissants and a bun for 12.60 in cash; `given` changes what a test is about. */
export function saleBody(
	till: TestTill,
	given: Partial<EventBody<'sale.completed'>> = {}
): EventBody<'sale.completed'> {
	made += 1;
	const line = (lineNo: number, productId: string, pieces: number) => ({
		lineNo,
		productId,
		sku: `P${String(lineNo)}`,
		name: `Product ${String(lineNo)}`,
		groupId: shopIds.group,
		code: null,
		quantityMilli: pieces * 1000,
		unit: 'H87',
		unitPriceMinor: 420,
		grossMinor: pieces * 420,
		discounts: [],
		totalMinor: pieces * 420,
		taxRateId: 'reduced',
		taxRateBp: 700
	});
	const taxMinor = 82;
	return {
		saleId: testId(1_000_000 + made),
		kind: 'sale',
		receiptNumber: given.receiptNumber ?? till.nextReceiptNumber(),
		originalReceiptNumber: null,
		storeId: shopIds.store,
		basketId: testId(2_000_000 + made),
		openedAt: new Date(till.ports.now()).toISOString(),
		businessDate: '2026-11-20',
		zone: 'Europe/Berlin',
		currency: 'EUR',
		pricesIncludeTax: true,
		lines: [line(1, shopIds.products[0], 2), line(2, shopIds.products[1], 1)],
		taxes: [{ rateId: 'reduced', rateBp: 700, letter: 'B', netMinor: 1260 - taxMinor, taxMinor, grossMinor: 1260 }],
		spends: [],
		totals: {
			itemsMinor: 1260,
			discountsMinor: 0,
			taxMinor,
			dueMinor: 1260,
			roundingMinor: 0,
			paidMinor: 1260,
			changeMinor: 740
		},
		tenders: [{ kind: 'cash', amountMinor: 1260, givenMinor: 2000, changeMinor: 740 }],
		member: null,
		receiptTokenHash: 'R'.repeat(43),
		privateHash: null,
		...given
	};
}

/** Rings up a sale on the till's journal. */
export function sell(
	till: TestTill,
	given: Partial<EventBody<'sale.completed'>> = {},
	event: Partial<DraftEvent> = {}
) {
	return till.append('sale.completed', saleBody(till, given), { staffId: shopIds.cashier, ...event });
}
