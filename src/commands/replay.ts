import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { currencyExponent } from '$lib/domain/money/money';
import { fromUserFolder, readConfig } from '$lib/server/config';
import type { Db } from '$lib/server/db/client';
import { runCommand } from '$lib/server/platform/command';
import { useDatabase } from '$lib/server/platform/use-database';
import { systemPorts } from '$lib/server/ports';
import { readCsv } from '$lib/server/products/csv';
import { readBooked, readShop, replayCode, type ReplayShop } from '$lib/server/replay/books';
import { StartError } from '$lib/server/start-error';
import { loopback } from '$lib/server/tills/loopback';
import { HeadlessTill, type SellingTerms } from '$lib/till/headless';
import { memoryPorts, SetClock } from '$lib/till/memory-ports';
import { readInvoices, type InvoiceFile, type LeftOut } from './replay/invoices';
import { describe, reconcile } from './replay/reconcile';
import { Replay } from './replay/ring-up';

const usage = 'Say which invoices: npm run replay -- FILE.csv [--store CODE]';

/** Rings up the invoices of a file; whether file, books and journal agree. */
async function replay(db: Db, bytes: Uint8Array, storeCode: string | null): Promise<boolean> {
	const shop = await readShop(db, storeCode);
	const { zone, currency } = shop.store;
	const exponent = currencyExponent(currency);
	const file = readInvoices(readCsv(bytes), zone, exponent);
	if ('missing' in file) throw new StartError(`The file lacks the columns ${file.missing.join(', ')}.`);
	console.log(`Store ${shop.store.code}: amounts of the file are taken as ${currency}.`);
	const started = performance.now();
	const run = await ringUp(db, shop, file);
	report(run, file, (performance.now() - started) / 1000);
	const booked = await readBooked(
		db,
		run.done.flatMap(({ saleIds }) => saleIds)
	);
	const result = reconcile(run.done, booked);
	const leftOutMinor = [...file.leftOut, ...run.leftOut].reduce((sum, row) => sum + row.amountMinor, 0n);
	console.log(describe(result, leftOutMinor, { currency, exponent }));
	return result.differing.length === 0 && result.missing === 0;
}

async function ringUp(db: Db, shop: ReplayShop, { invoices }: InvoiceFile): Promise<Replay> {
	// Till and server both live at the time of the invoices.
	const clock = new SetClock(invoices[0]?.atMs ?? systemPorts.now());
	const ports = { ...systemPorts, now: () => clock.now() };
	let till: HeadlessTill | null = null;
	const enrol = async (): Promise<HeadlessTill> => {
		const random = { bytes: systemPorts.randomBytes };
		const world = memoryPorts({ clock, random, subtle: crypto.subtle, fetch: loopback({ db, ports }) });
		const code = await replayCode(db, ports, shop.store);
		const enrolled = await HeadlessTill.enrol(world, { code, deviceName: 'Replay' });
		if (!enrolled.ok) throw new Error(`The till could not be enrolled: ${JSON.stringify(enrolled)}`);
		return enrolled.till;
	};
	const run = new Replay({
		shop,
		terms: termsOf(shop),
		clock,
		booked: (saleIds) => readBooked(db, saleIds),
		till: async () => (till ??= await enrol())
	});
	await run.run(invoices);
	return run;
}

function termsOf({ store, taxRates }: ReplayShop): SellingTerms {
	return {
		store: { storeId: store.id, zone: store.zone, cashStepMinor: store.cash_step_minor },
		price: {
			currency: store.currency,
			pricesIncludeTax: store.prices_include_tax,
			taxMode: 'receipt',
			taxRates: taxRates.map(({ id, rate_bp, letter }) => ({ id, rateBp: rate_bp, letter }))
		}
	};
}

function report({ counts, leftOut, done }: Replay, file: InvoiceFile, seconds: number): void {
	const all: LeftOut[] = [...file.leftOut, ...leftOut];
	console.log(`${String(file.rowCount)} rows, ${String(done.length)} invoices.`);
	console.log(`  rung up now            ${String(counts.rungUp)} sales in ${seconds.toFixed(1)} s`);
	if (counts.rungUp > 0) console.log(`                         ${(counts.rungUp / seconds).toFixed(0)} sales/s`);
	console.log(`  in the books already   ${String(counts.already)} sales`);
	console.log(
		`  of them rows           ${String(counts.unknownProduct)} of unknown products (open items), ${String(counts.zeroPrice)} at no price, ${String(counts.noName)} without a name`
	);
	console.log(`  left out               ${String(all.length)} rows`);
	for (const { line, invoice, reason } of all.slice(0, 30)) {
		console.log(`    line ${String(line)}, invoice ${invoice}: ${reason}`);
	}
	if (all.length > 30) console.log(`    … and ${String(all.length - 30)} more`);
}

await runCommand(async () => {
	const { positionals, values } = parseArgs({
		args: process.argv.slice(2),
		allowPositionals: true,
		options: { store: { type: 'string' } }
	});
	const [path] = positionals;
	if (path === undefined) throw new StartError(usage);
	let bytes: Uint8Array;
	try {
		bytes = readFileSync(fromUserFolder(process.env, path));
	} catch (error) {
		throw new StartError(`${path} cannot be read: ${(error as Error).message}`);
	}
	const agrees = await useDatabase(readConfig(process.env), (db) => replay(db, bytes, values.store ?? null));
	if (!agrees) process.exitCode = 1;
});
