/** What a browser has to fetch before an area starts: its entry and everything that imports at once. */
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { toRow, type Bench, type Row } from './harness';

const manifestFile = '.svelte-kit/output/client/.vite/manifest.json';
const clientFolder = '.svelte-kit/output/client/';
const generatedFolder = '.svelte-kit/generated/client-optimized/';

type Entry = { file: string; name?: string; src?: string; imports?: string[]; css?: string[] };
type Manifest = Record<string, Entry>;

/** Components of a route and its layouts, as keys of the manifest; none when the build has no such route. */
function nodesOf(route: string): string[] {
	const app = readFileSync(`${generatedFolder}app.js`, 'utf8');
	const dictionary = /export const dictionary = \{([\s\S]*?)\n\s*\};/.exec(app)?.[1] ?? '';
	const line = dictionary.split('\n').find((one) => new RegExp(`"/(\\([a-z]+\\)/)?${route.slice(1)}": `).test(one));
	if (!line) return [];
	const [, after = ''] = line.split(': ');
	// The root layout is always there; a negative number says that the page has server data.
	const numbers = [0, ...(after.match(/~?\d+/g) ?? []).map((text) => Number(text.replace('~', '')))];
	return [...new Set(numbers)].map((number) => `${generatedFolder}nodes/${String(number)}.js`);
}

function startEntries(manifest: Manifest): string[] {
	return Object.keys(manifest).filter((key) => /runtime\/client\/entry\.js$|client-optimized\/app\.js$/.test(key));
}

/** What a device without a code waits for on top: the file of its screen (vite.chunks.ts). */
function enrolment(manifest: Manifest): string[] {
	const keys = Object.keys(manifest).filter((key) => manifest[key]?.name === 'enrol' && !manifest[key].src);
	if (keys.length === 0) throw new Error('The build has no file of the enrolment.');
	return keys;
}

function filesOf(manifest: Manifest, keys: readonly string[]): Set<string> {
	const files = new Set<string>();
	const seen = new Set<string>();
	const walk = (key: string) => {
		const entry = manifest[key];
		if (!entry || seen.has(key)) return;
		seen.add(key);
		files.add(entry.file);
		entry.imports?.forEach(walk);
	};
	keys.forEach(walk);
	return files;
}

function gzipKb(files: Iterable<string>): number {
	let bytes = 0;
	for (const file of files) bytes += gzipSync(readFileSync(clientFolder + file), { level: 9 }).length;
	return bytes / 1000;
}

function run(): Promise<Row[]> {
	if (!existsSync(manifestFile)) throw new Error('There is no build: run npm run build:app first.');
	const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
	const shared = startEntries(manifest);
	const row = (route: string, atMost: number, more: readonly string[] = [], who = ''): Row[] => {
		if (nodesOf(route).length === 0) return [];
		const files = filesOf(manifest, [...shared, ...nodesOf(route), ...more]);
		const what = `${route}${who}: start JS, gzip, ${String(files.size)} files`;
		return [toRow({ what, unit: 'kB', values: [gzipKb(files)], budget: { atMost } })];
	};
	return Promise.resolve([
		...row('/till', 110),
		...row('/till', 110, enrolment(manifest), ' of a new device'),
		...row('/my', 70)
	]);
}

export const bench: Bench = { title: 'Start JS', run };
