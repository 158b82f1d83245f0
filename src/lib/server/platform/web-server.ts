import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Listener } from '../http/wrap';
import { StartError } from '../start-error';

export interface Listening {
	/** Answers what is under way, then closes; open streams are ended at once. */
	drain(): Promise<void>;
	onStream(response: ServerResponse): void;
	/** From now on this answers; before, everybody is told to wait. */
	answerWith(listener: Listener): void;
}

/** One server for one port; the listener may be exchanged once the app is loaded. */
export interface PortServer {
	listen(port: number, host: string): void;
	on(event: 'error', handle: (error: NodeJS.ErrnoException) => void): void;
	once(event: 'listening', handle: () => void): void;
	stop(): Promise<void>;
}

interface Closable {
	close(done: () => void): unknown;
	closeIdleConnections(): void;
	closeAllConnections(): void;
}

const drainMs = 5_000;

export class PortError extends StartError {
	/** True if another program, perhaps Tillit itself, listens there. */
	readonly taken: boolean;

	constructor(message: string, { taken }: { taken: boolean }) {
		super(message);
		this.taken = taken;
	}
}

/** Opens the port at once, so that a taken one is known before anything else is done. */
export async function listen(
	port: number,
	host: string,
	makeServer: (listener: Listener) => PortServer
): Promise<Listening> {
	const streams = new Set<ServerResponse>();
	let answer: Listener = (_request, response) => {
		response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain' }).end('Tillit is starting.\n');
	};
	const server = makeServer((request, response) => answer(request, response));
	await new Promise<void>((resolve, reject) => {
		server.on('error', (error) =>
			reject(new PortError(explainPort(error, port, host), { taken: error.code === 'EADDRINUSE' }))
		);
		server.once('listening', resolve);
		server.listen(port, host);
	});
	return {
		async drain() {
			for (const response of streams) response.destroy();
			await server.stop();
		},
		onStream(response) {
			streams.add(response);
			response.on('close', () => streams.delete(response));
		},
		answerWith: (listener) => (answer = listener)
	};
}

export function httpServer(listener: Listener): PortServer {
	const server = createServer(listener);
	return {
		listen: (port, host) => server.listen(port, host),
		on: (event, handle) => server.on(event, handle),
		once: (event, handle) => server.once(event, handle),
		stop: () => stopServer(server)
	};
}

/** Stops accepting, waits for running answers, and after five seconds ends what is left. */
export async function stopServer(server: Closable): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeIdleConnections();
	await Promise.race([closed, sleep(drainMs, undefined, { ref: false })]);
	server.closeAllConnections();
}

export function explainPort({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
	if (code === 'EADDRINUSE')
		return `Port ${port} is taken. Stop the other program or choose another: PORT=${port + 1} npm start`;
	if (code === 'EACCES')
		return `Port ${port} needs more rights than this user has; choose one above 1023: PORT=3000 npm start`;
	if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST=${host} is not an address of this machine.`;
	return `Cannot listen on ${host}:${port}: ${message}`;
}
