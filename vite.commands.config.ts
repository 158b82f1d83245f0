import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The command line programs, built from the same modules as the app into `build/commands`. */
const commands = readdirSync('src/commands').filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
/** Measuring is no part of the product, but it measures the product's own modules. */
const measuring = { bench: 'bench/main.ts', audit: 'bench/audit.ts' };

export default defineConfig({
	resolve: { alias: { $lib: resolve('src/lib') } },
	build: {
		ssr: true,
		target: 'node20',
		outDir: 'build/commands',
		emptyOutDir: true,
		copyPublicDir: false,
		minify: false,
		rollupOptions: {
			input: {
				...Object.fromEntries(commands.map((name) => [basename(name, '.ts'), `src/commands/${name}`])),
				...measuring
			}
		}
	}
});
