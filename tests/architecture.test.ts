/** Who may import whom (docs: the house). The table is data; a new folder has to be named here before it may import anything. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve('.');
const lib = 'src/lib/';

/** First match wins: what a file belongs to. */
const areas: [name: string, pattern: RegExp][] = [
	['domain', /^src\/lib\/domain\//],
	['contract', /^src\/lib\/contract\//],
	['i18n', /^src\/lib\/i18n\//],
	['ui', /^src\/lib\/ui\//],
	['till', /^src\/lib\/till\//],
	['phone', /^src\/lib\/phone\//],
	['server', /^src\/lib\/server\//],
	['worker', /^src\/service-worker\.ts$/],
	['commands', /^src\/commands\//],
	['server routes', /^src\/(hooks\.server\.ts|params\/.*|routes\/.*(\.server\.ts|\+server\.ts))$/],
	['till pages', /^src\/routes\/\(till\)\//],
	['member pages', /^src\/routes\/\(member\)\//],
	['pages', /^src\/routes\//],
	['app', /^src\/app\.d\.ts$/]
];

const mayImport: Record<string, string[]> = {
	domain: ['domain'],
	contract: ['contract', 'domain'],
	i18n: ['i18n', 'contract', 'domain'],
	ui: ['ui', 'i18n', 'domain'],
	till: ['till', 'domain', 'contract'],
	phone: ['phone', 'domain', 'contract'],
	server: ['server', 'domain', 'contract', 'i18n'],
	worker: ['till', 'phone', 'contract', 'domain'],
	// Commands ring up sales with the journal and sync code of a till (replay, demo, simulation).
	commands: ['commands', 'server', 'till', 'contract', 'domain'],
	'server routes': ['server routes', 'server', 'contract', 'domain', 'i18n'],
	'till pages': ['till pages', 'pages', 'till', 'ui', 'i18n', 'domain', 'contract'],
	'member pages': ['member pages', 'pages', 'phone', 'ui', 'i18n', 'domain', 'contract'],
	pages: ['pages', 'ui', 'i18n', 'domain', 'contract'],
	app: ['domain', 'contract', 'server']
};

/** What the pure core must never touch: it takes clock, random, network and storage as arguments. */
const impure =
	/\b(Date\.now\(|new Date\(\)|Math\.random\(|crypto\.(randomUUID|getRandomValues|subtle)|fetch\(|localStorage|indexedDB|navigator\.|setTimeout\(|setInterval\()/;

function filesBelow(folder: string): string[] {
	return readdirSync(folder).flatMap((entry) => {
		const path = join(folder, entry);
		if (statSync(path).isDirectory()) return filesBelow(path);
		return /\.(ts|svelte)$/.test(entry) && !/\.(test|d)\.ts$/.test(entry) ? [path] : [];
	});
}

function areaOf(file: string): string | undefined {
	return areas.find(([, pattern]) => pattern.test(file))?.[0];
}

/** The file an import leads to, relative to the root; `undefined` for packages and the framework's own modules. */
function target(from: string, specifier: string): string | undefined {
	const path = specifier.startsWith('$lib/')
		? join(root, lib, specifier.slice(5))
		: specifier.startsWith('.')
			? resolve(dirname(from), specifier)
			: undefined;
	return path && relative(root, path).replace(/\?.*$/, '');
}

type Import = { from: string; specifier: string; to: string | undefined; typeOnly: boolean };

function importsOf(file: string): Import[] {
	const text = readFileSync(file, 'utf8');
	const pattern =
		/(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
	return [...text.matchAll(pattern)].map((match) => {
		const specifier = match[2] ?? match[3] ?? '';
		return { from: relative(root, file), specifier, to: target(file, specifier), typeOnly: Boolean(match[1]) };
	});
}

const files = filesBelow(join(root, 'src'));
const imports = files.flatMap(importsOf);

const known = new Set(files.map((file) => relative(root, file)));

/** The file of an import that leaves its ending out. */
function fileOf(to: string): string {
	return [to, `${to}.ts`, `${to}.svelte`].find((candidate) => known.has(candidate)) ?? `${to}.ts`;
}

/** `src/lib/server/journal` of `src/lib/server/journal/ingest.ts`; the folder a feature lives in. */
function featureOf(file: string): string {
	const parts = file.split('/');
	return parts.slice(0, Math.min(parts.length - 1, 4)).join('/');
}

describe('the house', () => {
	it('gives every source file an area', () => {
		expect(files.map((file) => relative(root, file)).filter((file) => !areaOf(file))).toEqual([]);
	});

	it('lets an area import only what its row in the table allows', () => {
		const refused = imports.filter(({ from, to }) => {
			if (!to?.startsWith('src/') || /\$types$/.test(to)) return false;
			const area = areaOf(from);
			return area !== undefined && !mayImport[area]?.includes(areaOf(fileOf(to)) ?? 'unknown');
		});
		expect(refused.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
	});

	it('keeps the framework out of everything below the routes', () => {
		const refused = imports.filter(({ from, specifier }) => from.startsWith(lib) && /^\$(app|env)\//.test(specifier));
		expect(refused.map(({ from, specifier }) => `${from} → ${specifier}`)).toEqual([]);
	});

	it('keeps clock, random, network and storage out of the domain', () => {
		const refused = files
			.filter((file) => areaOf(relative(root, file)) === 'domain')
			.filter((file) => impure.test(readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')));
		expect(refused.map((file) => relative(root, file))).toEqual([]);
	});

	it('keeps SQL in server/db and queries.ts', () => {
		const refused = files
			.map((file) => relative(root, file))
			.filter((file) => file.endsWith('.ts') && !file.startsWith(`${lib}server/db/`))
			.filter((file) => !/queries(\.[a-z-]+)?\.ts$/.test(file))
			.filter((file) =>
				/\bsql(<[^>]*>)?`|\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(
					readFileSync(join(root, file), 'utf8')
				)
			);
		expect(refused).toEqual([]);
	});

	it('lets no feature read the queries of another', () => {
		const refused = imports.filter(
			({ from, to }) => to && /\/queries(\.[a-z-]+)?$/.test(to) && featureOf(to) !== featureOf(from)
		);
		expect(refused.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
	});

	it('has no cycles between files', () => {
		const graph = new Map<string, string[]>();
		for (const { from, to, typeOnly } of imports) {
			if (!to || typeOnly) continue;
			const file = fileOf(to);
			if (known.has(file) && file !== from) graph.set(from, [...(graph.get(from) ?? []), file]);
		}
		expect(findCycles(graph)).toEqual([]);
	});
});

function findCycles(graph: Map<string, string[]>): string[] {
	const done = new Set<string>();
	const cycles: string[] = [];
	function walk(node: string, trail: string[]): void {
		const at = trail.indexOf(node);
		if (at >= 0) {
			cycles.push([...trail.slice(at), node].join(' → '));
			return;
		}
		if (done.has(node)) return;
		for (const next of graph.get(node) ?? []) walk(next, [...trail, node]);
		done.add(node);
	}
	for (const node of graph.keys()) walk(node, []);
	return cycles;
}
