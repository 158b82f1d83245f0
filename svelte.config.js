import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-node';

const template = readFileSync(new URL('src/app.html', import.meta.url), 'utf8');

/** What the policy calls the one `<script>` or `<style>` that stands in the template itself. @param {'script' | 'style'} tag */
function inlineHash(tag) {
	const [, text] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(template) ?? [];
	if (text === undefined) throw new Error(`src/app.html has no <${tag}>.`);
	return /** @type {const} */ (`sha256-${createHash('sha256').update(text).digest('base64')}`);
}

/** @type {import('@sveltejs/kit').Config} */
export default {
	// Runes for our own files only: some packages still ship components of the former style.
	compilerOptions: {
		runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true)
	},
	kit: {
		adapter: adapter({ precompress: true }),
		// The offline shell serves every till URL, so its links to files must not depend on the depth of the URL.
		paths: { relative: false },
		// A rendered page carries its styles: a round trip less before its first paint.
		inlineStyleThreshold: 16_384,
		serviceWorker: { register: false },
		version: { name: process.env.APP_VERSION ?? process.env.npm_package_version ?? 'dev' },
		// Our own check in the hook replaces it, see DESIGN.md §12.
		csrf: { trustedOrigins: ['*'] },
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				'script-src': ['self', 'wasm-unsafe-eval', inlineHash('script')],
				'style-src': ['self', inlineHash('style')],
				// The framework's announcer of page changes carries one style attribute; nothing else may.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self'],
				'media-src': ['self', 'blob:'],
				'connect-src': ['self'],
				'worker-src': ['self', 'blob:'],
				'manifest-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none']
			}
		}
	}
};
