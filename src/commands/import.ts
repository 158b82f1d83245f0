import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { fieldWords } from '$lib/domain/import/product-columns';
import { importNotes } from '$lib/domain/import/import-notes';
import { fromUserFolder, readConfig } from '$lib/server/config';
import { createDb, createPool, type Db } from '$lib/server/db/client';
import { findRunning, startEmbedded } from '$lib/server/db/embedded';
import { importJournal } from '$lib/server/journal/import-file';
import { wordsOfFault, wordsOfReport } from '$lib/server/journal/import-words';
import { runCommand } from '$lib/server/platform/command';
import { systemPorts } from '$lib/server/ports';
import { errorFile } from '$lib/server/products/error-file';
import { importProducts, type ImportReport } from '$lib/server/products/import';
import { StartError } from '$lib/server/start-error';

const usage = `Say what to import:
  npm run import -- products FILE.csv [--dry-run] [--errors FILE]
  npm run import -- journal FILE.ndjson [--leave-out]`;

type Options = { 'dry-run': boolean; errors?: string | undefined; 'leave-out': boolean };
type Given = { path: string; bytes: Uint8Array; options: Options };

// The product master of a file, or a journal that a till saved; while the server runs or not.
await runCommand(async () => {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: {
			'dry-run': { type: 'boolean', default: false },
			errors: { type: 'string' },
			'leave-out': { type: 'boolean', default: false }
		}
	});
	const [kind, file] = positionals;
	if ((kind !== 'products' && kind !== 'journal') || !file) throw new StartError(usage);
	const path = fromUserFolder(process.env, file);
	const bytes = await readFile(path).catch(() => {
		throw new StartError(`The file ${file} cannot be read.`);
	});
	const config = readConfig(process.env);
	const running = config.databaseUrl ? null : await findRunning(config.dataFolder);
	const own = config.databaseUrl || running ? null : await startEmbedded(config.dataFolder);
	const db = createDb(createPool(config.databaseUrl ?? running?.superuserUrl ?? own?.superuserUrl ?? ''));
	try {
		await (kind === 'products' ? takeProducts : takeJournal)(db, { path, bytes, options: values });
	} finally {
		await db.destroy();
		await own?.stop();
	}
});

async function takeProducts(db: Db, { path, bytes, options }: Given): Promise<void> {
	const answer = await importProducts(db, systemPorts, {
		fileName: basename(path),
		bytes,
		dryRun: options['dry-run'],
		onProgress: ({ productsDone, productsTotal }) => showProgress(productsDone, productsTotal)
	});
	if (!answer.ok) throw new StartError(answer.reason);
	print(answer.report);
	// Where the command was called: the file's own folder may be nobody's to write to.
	const errors = fromUserFolder(process.env, options.errors ?? `${basename(path)}.errors.csv`);
	await writeErrors(answer.report, errors);
}

const faultsShown = 20;

async function takeJournal(db: Db, { bytes, options }: Given): Promise<void> {
	const answer = await importJournal(db, systemPorts, {
		text: new TextDecoder().decode(bytes),
		leaveOut: options['leave-out'],
		actor: { kind: 'system' }
	});
	const faults = answer.ok ? answer.report.leftOut : answer.faults;
	const lines = faults.slice(0, faultsShown).map((fault) => `  ${wordsOfFault(fault)}`);
	if (faults.length > faultsShown) lines.push(`  and ${String(faults.length - faultsShown)} more`);
	if (!answer.ok) {
		const advice = 'Nothing was booked. With --leave-out everything else in the file is.';
		throw new StartError(['The file was refused.', ...lines, advice].join('\n'));
	}
	console.log(wordsOfReport(answer.report));
	for (const line of lines) console.log(line);
}

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
	console.log(`  columns ${report.mapping.map(({ field, column }) => `${column} → ${fieldWords[field]}`).join(', ')}`);
	if (report.ignoredColumns.length > 0) console.log(`  not used ${report.ignoredColumns.join(', ')}`);
	for (const note of importNotes(report)) console.log(`  ${note}`);
}

async function writeErrors(report: ImportReport, path: string): Promise<void> {
	if (report.rejected.length === 0) return;
	await writeFile(path, errorFile(report.rejected)).catch(() => {
		throw new StartError(
			`${report.dryRun ? 'Nothing was changed' : 'What was good is imported'}, but ${path} cannot be written; choose another with --errors FILE.`
		);
	});
	console.log(`  not taken ${String(report.rejected.length)} lines, reasons in ${path}`);
}
