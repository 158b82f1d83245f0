/**
 * How the client build is cut into files. Left alone, the bundler makes a file for every set of pages that share a module:
 * a hundred small ones, and a till that starts from its service worker waits for each. Here an area's start is one file,
 * and what it shares with other areas another. The folder of a file says whose it is, so that the service worker keeps an
 * area without the pages of the others.
 */
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

type Area = 'till' | 'my' | 'web';
type Graph = { importedIds: readonly string[]; dynamicallyImportedIds: readonly string[] };
/**
 * In this order: a file takes the imports of its modules along unless one before it has them. Whatever a module imports is
 * needed wherever the module is, so files only ever import from those before them, and no circle can arise.
 */
const startFiles = ['base', 'till-shared', 'my-shared', 'till', 'my'] as const;
type StartFile = (typeof startFiles)[number];
type FindModule = (id: string) => Graph | null;

const generated = resolve('.svelte-kit/generated/client-optimized');
const folders: Partial<Record<Area, string>> = { till: '/src/routes/(till)/', my: '/src/routes/(member)/' };
/** The page an area is opened with, and its frame. */
const startPage = /\/src\/routes\/\(\w+\)\/\w+\/\+(layout|page)\.(svelte|ts)$/;
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

/** Who needs a module: at the start of an area, and at any time. */
class Needs {
	private readonly starts: Record<'till' | 'my', Set<string>>;
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
		this.starts = { till: start('till'), my: start('my') };
		this.all = {
			till: reach(nodesOf('till'), find, true),
			my: reach(nodesOf('my'), find, true),
			web: reach(nodesOf('web'), find, true)
		};
	}

	/** The areas that may ever load the module. */
	owners(id: string): Area[] {
		return (Object.keys(this.all) as Area[]).filter((area) => this.all[area].has(id));
	}

	/** The file a module goes into; what no start needs is left to the bundler. */
	fileOf(id: string): StartFile | null {
		const { till, my } = this.starts;
		if (this.base.has(id) || (till.has(id) && my.has(id))) return 'base';
		const isShared = this.owners(id).length > 1;
		if (till.has(id)) return isShared ? 'till-shared' : 'till';
		if (my.has(id)) return isShared ? 'my-shared' : 'my';
		return null;
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
