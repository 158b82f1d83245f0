import { readFileSync } from 'node:fs';
import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createServer as createNet, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import qrcode from 'qrcode';
import type { Config } from '../config';
import { prepareDataFolder } from '../db/embedded-files';
import type { Listener } from '../http/wrap';
import { StartError } from '../start-error';
import type { Flags } from './flags';
import { listCertificateNames, listLanAddresses } from './lan-addresses';
import { ensureServerCertificate, type ServerCertificate } from './lan-ca';
import { httpServer, stopServer, type PortServer } from './web-server';

export interface ServerChoice {
	make: (listener: Listener) => PortServer;
	addresses: string[];
	/** A QR code of the address a tablet opens first. */
	picture?: string;
	/** What the person should know about it. */
	notices: string[];
}

/** Plain HTTP, HTTPS with the operator's certificate, or HTTPS with our own CA for tablets in the same network. */
export async function chooseServer(config: Config, flags: Flags): Promise<ServerChoice> {
	const local = `http://localhost:${config.port}`;
	if (config.tls) {
		const certificate = readCertificate(config.tls);
		const addresses = [config.origin ?? `https://localhost:${config.port}`];
		return { make: (listener) => secureServer(certificate, listener), addresses, notices: [] };
	}
	if (!flags.lan) return { make: httpServer, addresses: [config.origin ?? local], notices: [] };
	return chooseLan(config);
}

async function chooseLan(config: Config): Promise<ServerChoice> {
	prepareDataFolder(config.dataFolder);
	const lan = listLanAddresses();
	const certificate = await ensureServerCertificate(config.dataFolder, listCertificateNames(lan), Date.now());
	const addresses = [...lan, 'localhost'].map((address) => `https://${address}:${config.port}`);
	// Before a tablet trusts us it would be warned of HTTPS, so it gets the certificate over plain HTTP.
	const trust = `http://${lan[0] ?? 'localhost'}:${config.port}/trust`;
	return {
		make: (listener) => secureServer(certificate, listener),
		addresses,
		picture: await qrcode.toString(trust, { type: 'terminal', small: true }),
		notices: [`New tablets open ${trust} once (QR code above).`]
	};
}

function readCertificate({ certFile, keyFile }: NonNullable<Config['tls']>): ServerCertificate {
	try {
		const certificate = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
		createSecureContext(certificate);
		return certificate;
	} catch (error) {
		throw new StartError(`TLS_CERT and TLS_KEY cannot be used: ${(error as Error).message}`);
	}
}

/** What a browser may load without HTTPS: the page that explains trust, and what it needs. */
const openPaths = /^\/(trust(\/|$|\?)|_app\/|icons\/|theme\.js|favicon)/;
const tlsHandshake = 22;

/** HTTPS and, on the same port, just enough HTTP to lead people to it. The first byte tells which one is spoken. */
function secureServer(certificate: ServerCertificate, listener: Listener): PortServer {
	const secure = createSecure(certificate, listener);
	const plain = createPlain((request, response) => {
		if (openPaths.test(request.url ?? '')) return listener(request, response);
		const host = request.headers.host ?? 'localhost';
		response.writeHead(308, { location: `https://${host}${request.url ?? '/'}`, 'content-length': 0 }).end();
	});
	// They never listen themselves; this starts the clock that ends half-sent requests.
	for (const server of [secure, plain]) server.emit('listening');
	const sockets = new Set<Socket>();
	const port = createNet((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => socket.destroy());
		socket.setTimeout(10_000, () => socket.destroy());
		socket.once('data', (chunk) => {
			socket.setTimeout(0);
			socket.pause();
			socket.unshift(chunk);
			(chunk[0] === tlsHandshake ? secure : plain).emit('connection', socket);
			process.nextTick(() => socket.resume());
		});
	});
	return {
		listen: (number, host) => port.listen(number, host),
		on: (event, handle) => port.on(event, handle),
		once: (event, handle) => port.once(event, handle),
		stop: () => stopServer(asOneServer(port, [secure, plain], sockets))
	};
}

function asOneServer(
	port: ReturnType<typeof createNet>,
	servers: Pick<Server, 'closeIdleConnections'>[],
	sockets: Set<Socket>
) {
	return {
		close: (done: () => void) => port.close(done),
		closeIdleConnections: () => servers.forEach((server) => server.closeIdleConnections()),
		closeAllConnections: () => sockets.forEach((socket) => socket.destroy())
	};
}
