/** Members with wallets in a database of their own, and short words for what tests do to them. */
import { award, bookPurchases, type NewLot, type PurchaseToBook } from '../../src/lib/server/wallet/purchase';
import { adjust, drift, hold, reverse } from '../../src/lib/server/wallet/wallet';
import type { SaleAtWallet } from '../../src/lib/server/wallet/hold';
import type { Trx } from '../../src/lib/server/wallet/queries';
import type { ReversalRequest } from '../../src/lib/domain/wallet/reverse';
import { testId } from './any-basket';
import { createTestDatabase, query, type TestDatabase } from './postgres';
import { testPorts } from './test-till';
import { line } from './wallet';

export const actor = { kind: 'system' } as const;
export const storeId = testId(100);

export class WalletRig {
	readonly ports = testPorts();
	private made = 0;

	private constructor(readonly database: TestDatabase) {}

	static async open(): Promise<WalletRig> {
		return new WalletRig(await createTestDatabase());
	}

	get db() {
		return this.database.db;
	}

	close(): Promise<void> {
		return this.database.destroy();
	}

	run<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
		return this.db.transaction().execute(work);
	}

	/** As the owner. */
	rows<Row extends Record<string, unknown>>(text: string): Promise<Row[]> {
		return query<Row>(this.database.ownerUrl, text);
	}

	newId(): string {
		this.made += 1;
		return testId(5_000_000 + this.made);
	}

	async member(): Promise<string> {
		const id = this.newId();
		await this.rows(`INSERT INTO members (id, name) VALUES ('${id}', 'Somebody')`);
		return id;
	}

	lot(amountMinor: number, given: Partial<NewLot> = {}): NewLot {
		return {
			currency: 'EUR',
			amountMinor,
			label: 'Cashback',
			offerId: null,
			validFromMs: this.ports.now(),
			expiresAtMs: null,
			conditions: null,
			basis: null,
			...given
		};
	}

	/** Gives a member value outside of any sale. */
	async give(memberId: string, ...lots: NewLot[]): Promise<string[]> {
		this.ports.advance(1);
		const key = `gift:${this.newId()}`;
		const given = { key, content: key, saleId: null, memberId, atMs: this.ports.now(), actor, awards: lots };
		const booked = await this.run((trx) => award(trx, this.ports, given));
		if (!booked.ok) throw new Error(booked.code);
		return booked.awards.map(({ lotId }) => lotId);
	}

	sale(memberId: string, dueMinor: number, given: Partial<SaleAtWallet> = {}): SaleAtWallet & { saleId: string } {
		return {
			memberId,
			currency: 'EUR',
			lines: [line(dueMinor)],
			dueMinor,
			place: { storeId, zone: 'Europe/Berlin', atMs: this.ports.now() },
			limits: { minimumMinor: 0, maximumMinor: null },
			blocked: false,
			expiresAtMs: this.ports.now() + 15 * 60_000,
			...given,
			saleId: given.saleId ?? this.newId()
		};
	}

	hold(sale: SaleAtWallet, askedMinor: number, key = `hold:${this.newId()}`) {
		return this.run((trx) => hold(trx, this.ports, sale, { key, kind: 'additional', label: 'Your value', askedMinor }));
	}

	/** What a sale's event means for the wallet. */
	purchase(memberId: string, given: Partial<PurchaseToBook> = {}): PurchaseToBook & { saleId: string } {
		const saleId = given.saleId ?? this.newId();
		const defaults = { key: `purchase:${saleId}`, content: saleId, memberId, atMs: this.ports.now(), actor };
		return { ...defaults, awards: [], spends: [], ...given, saleId };
	}

	book(...purchases: PurchaseToBook[]) {
		return this.run((trx) => bookPurchases(trx, this.ports, purchases));
	}

	reverse(originalSaleId: string, request: ReversalRequest, given: Partial<Parameters<typeof reverse>[2]> = {}) {
		const returnSaleId = this.newId();
		const key = `reversal:${returnSaleId}`;
		return this.run((trx) =>
			reverse(trx, this.ports, {
				key,
				content: key,
				originalSaleId,
				returnSaleId,
				request,
				policy: 'negative',
				atMs: this.ports.now(),
				actor,
				...given
			})
		);
	}

	adjust(memberId: string, amountMinor: number, given: Partial<Parameters<typeof adjust>[2]> = {}) {
		return this.run((trx) =>
			adjust(trx, this.ports, {
				key: `adjust:${this.newId()}`,
				memberId,
				currency: 'EUR',
				amountMinor,
				label: 'Goodwill',
				reason: 'late delivery',
				actor,
				expiresAtMs: null,
				policy: 'refuse',
				...given
			})
		);
	}

	async balanceMinor(memberId: string, currency = 'EUR'): Promise<number> {
		const [row] = await this.rows<{ balance_minor: number }>(
			`SELECT balance_minor FROM wallet_balances WHERE member_id = '${memberId}' AND currency = '${currency}'`
		);
		return row?.balance_minor ?? 0;
	}

	drift() {
		return drift(this.db);
	}
}
