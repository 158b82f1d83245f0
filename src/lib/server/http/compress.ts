import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);

/**
 * A page for the way to the browser, packed if it wants that. For pages that are the same for everybody only: the length of
 * a packed page tells something about its content (BREACH), so what is one person's goes as it is.
 */
export async function packPage(request: Request, response: Response): Promise<Response> {
	const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
	if (!isPage || response.body === null || response.headers.has('content-encoding')) return response;
	response.headers.append('vary', 'accept-encoding');
	if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) return response;
	const packed = await pack(Buffer.from(await response.arrayBuffer()));
	const headers = new Headers(response.headers);
	headers.set('content-encoding', 'gzip');
	headers.set('content-length', String(packed.byteLength));
	return new Response(new Uint8Array(packed), { status: response.status, headers });
}
