import { createServer, request as open, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultBodyLimitBytes } from './body';
import { wrapHandler } from './wrap';

describe('the body limit around everything', () => {
	let server: Server;
	let seen: string[] = [];

	beforeAll(async () => {
		const options = { https: false, log: pino({ level: 'silent' }), onStream: () => {} };
		server = createServer(
			wrapHandler(async (request, response) => {
				if (request.url === '/deaf') return void response.end('heard nothing');
				const body = await text(request).catch((error: unknown) => {
					seen.push((error as Error).name);
					throw error;
				});
				response.end(String(body.length));
			}, options)
		);
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	});
	afterAll(() => new Promise((closed) => server.close(closed)));

	/** Sends in pieces; without `announced` the length is told to nobody. */
	function send(path: string, bytes: number, announced = false): Promise<{ status: number; body: string }> {
		const { port } = server.address() as AddressInfo;
		return new Promise((done, failed) => {
			const headers = announced ? { 'content-length': bytes } : { 'transfer-encoding': 'chunked' };
			const request = open({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false }, (response) => {
				text(response).then((body) => done({ status: response.statusCode ?? 0, body }), failed);
			});
			request.on('error', failed);
			const piece = Buffer.alloc(64 * 1024, 0x20);
			for (let left = bytes; left > 0; left -= piece.length)
				request.write(piece.subarray(0, Math.min(left, piece.length)));
			request.end();
		});
	}

	const tooLarge = { status: 413, body: expect.stringContaining('"code":"body_too_large"') as string };

	it('answers foreign tills in their envelope, and gives their products more room', async () => {
		const path = '/crmapi/rest/v2/products/';
		const refused = await send(`${path}list`, defaultBodyLimitBytes + 1);
		expect(refused.status).toBe(413);
		expect(JSON.parse(refused.body)).toMatchObject({
			status: { code: 'COM.CRM.EXCEPTION.COMMON.REQUESTTOOLARGEEXCEPTION' },
			data: null
		});
		expect((await send(`${path}synchronise`, defaultBodyLimitBytes + 1)).status).toBe(200);
	});

	it('lets through what is just small enough', async () => {
		const whole = { status: 200, body: String(defaultBodyLimitBytes) };
		expect(await send('/', defaultBodyLimitBytes)).toEqual(whole);
		expect(await send('/', defaultBodyLimitBytes, true)).toEqual(whole);
	});

	it('refuses one byte more with an answer the client can read, with and without an announced length', async () => {
		seen = [];
		expect(await send('/', defaultBodyLimitBytes + 1)).toEqual(tooLarge);
		expect(await send('/', defaultBodyLimitBytes + 1, true)).toEqual(tooLarge);
		expect(await send('/', 4 * defaultBodyLimitBytes)).toEqual(tooLarge);
		// With an announced length the handler is not even called.
		expect(seen).toEqual(['BodyTooLarge', 'BodyTooLarge']);
	});

	it('takes more where files are sent, and no more elsewhere with such a name', async () => {
		expect(await send('/api/manage/imports', 2 * defaultBodyLimitBytes)).toMatchObject({ status: 200 });
		expect(await send('/manage/products/import', 2 * defaultBodyLimitBytes)).toMatchObject({ status: 200 });
		expect(await send('/manage/importance', 2 * defaultBodyLimitBytes)).toEqual(tooLarge);
	});

	it('ends the connection of a client that goes on and on', async () => {
		const { port } = server.address() as AddressInfo;
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => {}).resume();
		const closed = new Promise((done) => socket.on('close', done));
		socket.write('POST / HTTP/1.1\r\nhost: till\r\ntransfer-encoding: chunked\r\n\r\n');
		const piece = `10000\r\n${' '.repeat(0x10000)}\r\n`;
		while (!socket.destroyed)
			if (!socket.write(piece)) await Promise.race([new Promise((done) => socket.once('drain', done)), closed]);
		expect(socket.bytesWritten).toBeLessThan(64 * defaultBodyLimitBytes);
	});

	it('leaves alone an answer that was given before', async () => {
		expect(await send('/deaf', 4 * defaultBodyLimitBytes)).toMatchObject({ status: 200, body: 'heard nothing' });
	});
});
