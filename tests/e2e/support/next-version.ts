import { createServer, request, type Server } from 'node:http';
import { ownPort, type Shop } from './server';

/** Stands before a shop and can pretend that a newer build was put in place. */
export class NextVersion implements Shop {
	readonly #shop: Shop;
	readonly #server: Server;
	readonly port = ownPort();
	readonly origin = `http://localhost:${this.port}`;
	readonly dataFolder: string;
	/** From now on the newer build is served. */
	isOut = false;

	constructor(shop: Shop) {
		this.#shop = shop;
		this.dataFolder = shop.dataFolder;
		this.#server = createServer((incoming, outgoing) => {
			const isWorker = incoming.url === '/service-worker.js';
			const { method = 'GET', url = '/' } = incoming;
			const headers = { ...incoming.headers };
			if (isWorker) for (const name of ['if-none-match', 'if-modified-since', 'accept-encoding']) delete headers[name];
			const asked = request(`${this.#shop.origin}${url}`, { method, headers }, (answer) => {
				if (!isWorker || !this.isOut) {
					outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(outgoing);
					return;
				}
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('end', () => {
					const text = `${Buffer.concat(chunks).toString('utf8')}\nself.tillitNext = true;\n`;
					const { 'content-length': _length, etag: _etag, ...rest } = answer.headers;
					outgoing.writeHead(200, rest);
					outgoing.end(text);
				});
			});
			asked.on('error', () => outgoing.destroy());
			incoming.pipe(asked);
		});
	}

	open(): Promise<void> {
		return new Promise((done) => this.#server.listen(this.port, '127.0.0.1', done));
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}
