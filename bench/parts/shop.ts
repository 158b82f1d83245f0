/** An installation for measuring: one store, as many tills as wanted, one cashier, a large catalogue. */
import type { ProductRecord } from '$lib/contract/sync/pull';
import { newPin } from '$lib/server/auth/pin';
import { createDb, createPool, type Db } from '$lib/server/db/client';
import { findRunning } from '$lib/server/db/embedded';
import { newId, systemPorts } from '$lib/server/ports';
import { createEnrolmentCode } from '$lib/server/tills/code';
import type pg from 'pg';
import { groupCount, idOf, makeProducts, taxRates } from './goods';
import { cashier, storeId } from './terms';
import { BenchServer } from './server';

const productsAtOnce = 5_000;

export class BenchShop {
	private tillCount = 0;

	private constructor(
		readonly server: BenchServer,
		readonly products: readonly ProductRecord[]
	) {}

	static async open(productCount: number, log: (line: string) => void): Promise<BenchShop> {
		const server = await BenchServer.start();
		const shop = new BenchShop(server, makeProducts(productCount));
		log(`filling a shop with ${productCount.toLocaleString('en-US')} products …`);
		await shop.withPool(async (pool) => {
			await fillHouse(pool);
			await fillGoods(pool, shop.products);
			await waitForSequencer(pool);
			await pool.query('ANALYZE products, product_codes, changes');
		});
		return shop;
	}

	/** The database, straight. Only while the server runs. */
	async withPool<T>(work: (pool: pg.Pool) => Promise<T>, max = 10): Promise<T> {
		const running = await findRunning(this.server.dataFolder);
		if (!running) throw new Error('The database of the bench does not run.');
		const pool = createPool(running.superuserUrl, { max, statementTimeoutMs: 0 });
		try {
			return await work(pool);
		} finally {
			await pool.end();
		}
	}

	/** A new till and the code that makes a device of it. */
	async newTill(): Promise<{ tillId: string; tillCode: string; code: string }> {
		return this.withPool(async (pool) => {
			const tillId = newId(systemPorts);
			const tillCode = `S01T${String(++this.tillCount).padStart(3, '0')}`;
			await insertTill(pool, tillId, tillCode);
			// The pool is the caller's to end, so the builder over it is left as it is.
			const db: Db = createDb(pool);
			const made = await createEnrolmentCode(db, systemPorts, { tillId, staffId: null });
			if (!made.ok) throw new Error(made.code);
			return { tillId, tillCode, code: made.code.code };
		});
	}

	close(): Promise<void> {
		return this.server.close();
	}
}

export async function insertTill(pool: pg.Pool, id: string, code: string): Promise<void> {
	await pool.query('INSERT INTO tills (id, store_id, code, name) VALUES ($1, $2, $3, $3)', [id, storeId, code]);
}

async function fillHouse(pool: pg.Pool): Promise<void> {
	const { pin_salt, pin_hash } = await newPin(systemPorts, cashier.pin);
	await pool.query(
		`INSERT INTO stores (id, code, name, address, tax_number, zone, locale, currency)
		VALUES ($1, 'S01', 'Bench Store', '1 Main Street', 'DE 123', 'Europe/Berlin', 'en-GB', 'EUR')`,
		[storeId]
	);
	await pool.query(
		`INSERT INTO tax_rates (id, name, letter, rate_bp)
		SELECT * FROM jsonb_to_recordset($1::jsonb) AS t (id text, name text, letter text, "rateBp" integer)`,
		[JSON.stringify(taxRates)]
	);
	const groups = Array.from({ length: groupCount }, (_, no) => ({ id: idOf(2, no), name: `Group ${String(no + 1)}` }));
	await pool.query(
		`INSERT INTO groups (id, name) SELECT * FROM jsonb_to_recordset($1::jsonb) AS g (id uuid, name text)`,
		[JSON.stringify(groups)]
	);
	await pool.query(
		`INSERT INTO staff (id, name, role, rights, pin_salt, pin_hash)
		VALUES ($1, $2, 'cashier', '{sell,discount,open_item}', $3, $4)`,
		[cashier.id, cashier.name, pin_salt, pin_hash]
	);
}

async function fillGoods(pool: pg.Pool, products: readonly ProductRecord[]): Promise<void> {
	for (let from = 0; from < products.length; from += productsAtOnce) {
		const rows = JSON.stringify(products.slice(from, from + productsAtOnce));
		await pool.query(
			`INSERT INTO products (id, sku, name, group_id, price_minor, tax_rate_id, favourite)
			SELECT id, sku, name, "groupId", "priceMinor", "taxRateId", favourite
			FROM jsonb_to_recordset($1::jsonb) AS p (
				id uuid, sku text, name text, "groupId" uuid, "priceMinor" bigint, "taxRateId" text, favourite boolean
			)`,
			[rows]
		);
		await pool.query(
			`INSERT INTO product_codes (product_id, code)
			SELECT p.id, code FROM jsonb_to_recordset($1::jsonb) AS p (id uuid, codes jsonb), jsonb_array_elements_text(p.codes) AS code`,
			[rows]
		);
	}
}

/** Until every change has its position: what is measured is not the sequencer catching up. */
async function waitForSequencer(pool: pg.Pool): Promise<void> {
	for (;;) {
		const { rows } = await pool.query<{ waiting: boolean }>(
			'SELECT EXISTS (SELECT FROM changes WHERE pos IS NULL) AS waiting'
		);
		if (!rows[0]?.waiting) return;
		await new Promise((done) => setTimeout(done, 200));
	}
}
