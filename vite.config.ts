import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { areaChunks } from './vite.chunks';

export default defineConfig({
	plugins: [sveltekit(), areaChunks()],
	worker: { format: 'es' },
	build: { target: 'es2022' }
});
