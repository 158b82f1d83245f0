/**
 * How the client build is cut into files. Left alone, the bundler makes a file for every set of pages that share a module:
 * a hundred small ones, and a till that starts from its service worker waits for each. Here an area's start is one file,
 * what it shares with other areas another, and so is what the till brings behind its first screen. The folder of a file
 * says whose it is, so that the service worker keeps an area without the pages of the others.
 */
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

type Area = 'till' | 'my' | 'web';
type Graph = { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[] };
/** What is loaded in one go. `enrol` and `next`: the till's screens behind its start, for a new device and after signing in. */
type Part = 'till' | 'my' | 'enrol' | 'next';
/**
 * In this order: a file takes the imports of its modules along unless one before it has them. Whatever a module imports is
 * needed wherever the module is, so a module in several parts lies in a file of its own, and no circle can arise.
 */
const startFiles = [
	...['base', 'till-shared', 'till', 'my-enrol', 'my-next'],
	...['my-shared', 'my', 'enrol-shared', 'enrol', 'next-shared', 'next']
];
type FindModule = (id: string) => Graph | null;

const generated = resolve('.svelte-kit/generated/client-optimized');
const folders: Partial<Record<Area, string>> = { till: '/src/routes/(till)/', my: '/src/routes/(member)/' };
/** The page an area is opened with, and its frame. */
const startPage = /\/src\/routes\/\(\w+\)\/\w+\/\+(layout|page)\.(svelte|ts)$/;
/** Where the till's later parts begin. */
const enrolScreen = /\/till\/enrol\/EnrolScreen\.svelte$/;
const nextScreens =
	/\/lib\/till\/counter\.svelte\.ts$|\/till\/(desk\.svelte\.ts|scans\.ts|sell\/SellPage\.svelte|dialogs\/DialogHost\.svelte|lock\/KeptBasket\.svelte)$/;
/** What every page stands in. */
const rootPage = /\/src\/routes\/\+\w+\.svelte$/;
/** A sheet of samples that shows parts of all areas; nobody waits for it, so it decides nothing. */
const samples = '/src/routes/(public)/parts/';

function areaOf(routeFile: string): Area {
	const [area] = Object.entries(folders).find(([, folder]) => routeFile.includes(folder)) ?? ['web'];
	return area as Area;
}

function reach(from: readonly string[], find: FindModule, withLater: boolean): Set<string> {
	const seen = new Set<string>();
	const open = [...from];
	for (let id = open.pop(); id !== undefined; id = open.pop()) {
		if (seen.has(id)) continue;
		seen.add(id);
		const { importedIds = [], dynamicallyImportedIds = [] } = find(id) ?? {};
		open.push(...importedIds, ...(withLater ? dynamicallyImportedIds : []));
	}
	return seen;
}

/** Who needs a module: in which parts, and in which areas at any time. */
class Needs {
	private readonly parts: Record<Part, Set<string>>;
	private readonly all: Record<Area, Set<string>>;
	private readonly base: Set<string>;

	constructor(find: FindModule) {
		const app = `${generated}/app.js`;
		const nodes = (find(app)?.dynamicallyImportedIds ?? []).filter((id) => id.startsWith(generated));
		const pagesOf = (node: string) => (find(node)?.importedIds ?? []).filter((id) => !id.includes(samples));
		const pages = nodes.flatMap(pagesOf);
		const of = (area: Area) => pages.filter((id) => areaOf(id) === area);
		const nodesOf = (area: Area) => nodes.filter((node) => pagesOf(node).some((id) => areaOf(id) === area));
		const start = (area: Area) =>
			reach(
				of(area).filter((id) => startPage.test(id)),
				find,
				false
			);
		const roots = nodes.filter((node) => pagesOf(node).some((id) => rootPage.test(id)));
		this.base = reach([...(find(app)?.importedIds ?? []), ...roots], find, false);
		this.all = {
			till: reach(nodesOf('till'), find, true),
			my: reach(nodesOf('my'), find, true),
			web: reach(nodesOf('web'), find, true)
		};
		const later = (where: RegExp) =>
			reach(
				[...this.all.till].filter((id) => where.test(id)),
				find,
				false
			);
		this.parts = { till: start('till'), my: start('my'), enrol: later(enrolScreen), next: later(nextScreens) };
	}

	/** The areas that may ever load the module. */
	owners(id: string): Area[] {
		return (Object.keys(this.all) as Area[]).filter((area) => this.all[area].has(id));
	}

	/** The file a module goes into; what is in no part is left to the bundler. */
	fileOf(id: string): string | null {
		const [till, my, enrol, next] = (['till', 'my', 'enrol', 'next'] as const).map((part) => this.parts[part].has(id));
		if (this.base.has(id) || (till && my)) return 'base';
		const shared = this.owners(id).length > 1 ? '-shared' : '';
		if (till) return `till${shared}`;
		if (my && enrol) return 'my-enrol';
		if (my && next) return 'my-next';
		if (my) return `my${shared}`;
		if (enrol) return `enrol${shared}`;
		return next ? `next${shared}` : null;
	}

	/** The folder of an output file by what is in it. */
	folderOf(ids: readonly string[]): Area | 'shared' {
		const owners = new Set(ids.flatMap((id) => (id.includes(samples) ? 'web' : this.owners(id))));
		const [only] = owners;
		return owners.size === 1 && only && !ids.some((id) => this.base.has(id)) ? only : 'shared';
	}
}

export function areaChunks(): Plugin {
	let needs: Needs | null = null;
	const fileOf = (id: string, find: FindModule) => (needs ??= new Needs(find)).fileOf(id);
	const folderOf = (ids: readonly string[]) => needs?.folderOf(ids) ?? 'shared';
	return {
		name: 'tillit-area-chunks',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		buildStart() {
			needs = null;
		},
		outputOptions: (options) => ({
			...options,
			entryFileNames: ({ moduleIds }) => `_app/immutable/${folderOf(moduleIds)}/[name].[hash].js`,
			chunkFileNames: ({ moduleIds }) => `_app/immutable/${folderOf(moduleIds)}/[hash].js`,
			codeSplitting: {
				groups: startFiles.map((file, index) => ({
					debugName: file,
					priority: startFiles.length - index,
					name: (id, graph) => (fileOf(id, (one) => graph.getModuleInfo(one)) === file ? file : null)
				}))
			}
		})
	};
}
