import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packPage } from './compress';

const html = `<p>${'one two three '.repeat(200)}</p>`;
const page = (type = 'text/html') =>
	new Response(html, { status: 404, headers: { 'content-type': type, etag: '"1"' } });
const asking = (encodings: string) => new Request('https://shop.test/', { headers: { 'accept-encoding': encodings } });

describe('a page on its way', () => {
	it('is packed for who reads gzip, and keeps status and headers', async () => {
		const packed = await packPage(asking('gzip, deflate, br'), page());
		const bytes = Buffer.from(await packed.arrayBuffer());
		expect(packed.status).toBe(404);
		expect(Object.fromEntries(packed.headers)).toMatchObject({
			'content-encoding': 'gzip',
			'content-length': String(bytes.byteLength),
			'content-type': 'text/html',
			etag: '"1"',
			vary: 'accept-encoding'
		});
		expect(bytes.byteLength).toBeLessThan(html.length / 4);
		expect(gunzipSync(bytes).toString()).toBe(html);
	});

	it('goes as it is to others, and says that it depends on the asker', async () => {
		const plain = await packPage(asking('identity'), page());
		expect(plain.headers.get('content-encoding')).toBeNull();
		expect(plain.headers.get('vary')).toBe('accept-encoding');
		expect(await plain.text()).toBe(html);
	});

	it('is left alone when it is no page', async () => {
		const stream = await packPage(asking('gzip'), page('text/event-stream'));
		expect(stream.headers.get('content-encoding')).toBeNull();
		expect(stream.headers.get('vary')).toBeNull();
	});
});
