import type { IncomingMessage } from 'node:http';

/** Whoever waits for a body that is too large gets this instead of its end. */
export class BodyTooLarge extends Error {
	override name = 'BodyTooLarge';
}

export interface LimitedBody {
	/** True once more has arrived, or was announced, than is allowed. */
	readonly exceeded: boolean;
}

/** How long, and how much, a client may go on sending after its answer. */
const patienceMs = 5_000;
const patienceBytes = 16 * 1024 * 1024;

/**
 * Counts a request's body while it arrives, whatever its length claims to be. What exceeds the limit is dropped before
 * anybody sees it, and `onExceeded` gives the answer. The connection stays open for a moment, because a client that is
 * still sending would otherwise see a broken connection instead of the answer.
 */
export function limitBody(request: IncomingMessage, limitBytes: number, onExceeded: () => void): LimitedBody {
	const body = { exceeded: false };
	// The request loses its socket once the connection has broken, and may still be given what was read before.
	const { socket } = request;
	let bytes = 0;
	const exceed = () => {
		body.exceeded = true;
		onExceeded();
		const timer = setTimeout(() => socket.destroy(), patienceMs).unref();
		for (const event of ['end', 'close']) request.once(event, () => clearTimeout(timer));
		if (request.listenerCount('error') > 0) request.emit('error', new BodyTooLarge(`more than ${limitBytes} bytes`));
		// Nobody else reads on, and only what is read comes to its end.
		request.resume();
	};
	const push = request.push.bind(request);
	request.push = (chunk: Buffer | null, encoding) => {
		if (chunk === null) return push(null);
		bytes += chunk.byteLength;
		if (!body.exceeded && bytes > limitBytes) exceed();
		if (!body.exceeded) return push(chunk, encoding);
		if (bytes > limitBytes + patienceBytes) socket.destroy();
		return true;
	};
	if (Number(request.headers['content-length'] ?? 0) > limitBytes) exceed();
	return body;
}
