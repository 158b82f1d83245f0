import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { fromUserFolder, readConfig } from '$lib/server/config';
import { createDb, createPool } from '$lib/server/db/client';
import { findRunning, startEmbedded } from '$lib/server/db/embedded';
import { runCommand } from '$lib/server/platform/command';
import { systemPorts } from '$lib/server/ports';
import { errorFile } from '$lib/server/products/error-file';
import { importProducts, type ImportReport } from '$lib/server/products/import';
import { StartError } from '$lib/server/start-error';

const usage = 'Say what to import: npm run import -- products FILE.csv [--dry-run] [--errors FILE]';

// `npm run import -- products FILE.csv`: the product master of a file, while the server runs or not.
await runCommand(async () => {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { 'dry-run': { type: 'boolean', default: false }, errors: { type: 'string' } }
	});
	const [kind, file] = positionals;
	if (kind !== 'products' || !file) throw new StartError(usage);
	const path = fromUserFolder(process.env, file);
	const bytes = await readFile(path).catch(() => {
		throw new StartError(`The file ${file} cannot be read.`);
	});
	const config = readConfig(process.env);
	const running = config.databaseUrl ? null : await findRunning(config.dataFolder);
	const own = config.databaseUrl || running ? null : await startEmbedded(config.dataFolder);
	const db = createDb(createPool(config.databaseUrl ?? running?.superuserUrl ?? own?.superuserUrl ?? ''));
	try {
		const answer = await importProducts(db, systemPorts, {
			fileName: basename(path),
			bytes,
			dryRun: values['dry-run'],
			onProgress: ({ productsDone, productsTotal }) => showProgress(productsDone, productsTotal)
		});
		if (!answer.ok) throw new StartError(answer.reason);
		print(answer.report);
		await writeErrors(answer.report, values.errors ? fromUserFolder(process.env, values.errors) : `${path}.errors.csv`);
	} finally {
		await db.destroy();
		await own?.stop();
	}
});

function showProgress(done: number, total: number): void {
	if (process.stderr.isTTY) process.stderr.write(`\r${String(done)} of ${String(total)} products`);
	if (process.stderr.isTTY && done === total) process.stderr.write('\n');
}

function print(report: ImportReport): void {
	const title = report.dryRun ? 'Dry run, nothing was changed:' : 'Imported:';
	console.log(`${title} ${String(report.productsFound)} products in ${String(report.linesRead)} lines`);
	console.log(
		`  new ${String(report.created)}, changed ${String(report.updated)}, as before ${String(report.unchanged)}`
	);
	console.log(`  columns ${report.mapping.map(({ field, column }) => `${column} → ${field}`).join(', ')}`);
	if (report.ignoredColumns.length > 0) console.log(`  not used ${report.ignoredColumns.join(', ')}`);
}

async function writeErrors(report: ImportReport, path: string): Promise<void> {
	if (report.rejected.length === 0) return;
	await writeFile(path, errorFile(report.rejected));
	console.log(`  not taken ${String(report.rejected.length)} lines, reasons in ${path}`);
}
