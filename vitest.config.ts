import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const alias = { $lib: resolve('src/lib') };

export default defineConfig({
	test: {
		// Vitest would leave one core free; of two that is half of the machine.
		maxWorkers: '100%',
		projects: [
			{
				resolve: { alias },
				// For modules with runes (`.svelte.ts`).
				plugins: [svelte()],
				test: {
					name: 'unit',
					setupFiles: ['tests/support/property-seed.ts'],
					include: ['src/**/*.test.ts', 'tests/*.test.ts'],
					environment: 'node',
					// Modules without state of their own: loaded once a worker instead of once a file.
					isolate: false,
					// Property tests on a busy machine.
					testTimeout: 30_000
				}
			},
			{
				resolve: { alias },
				test: {
					name: 'api',
					// The simulation against the real server needs the database as well.
					include: ['tests/api/**/*.test.ts', 'tests/sync/real-server.test.ts'],
					environment: 'node',
					globalSetup: ['tests/support/postgres.setup.ts'],
					testTimeout: 30_000,
					hookTimeout: 60_000
				}
			},
			{
				resolve: { alias },
				test: {
					name: 'sync',
					include: ['tests/sync/**/*.test.ts'],
					exclude: ['tests/sync/real-server.test.ts'],
					environment: 'node',
					testTimeout: 180_000
				}
			}
		]
	}
});
