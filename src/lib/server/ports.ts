import { randomBytes } from 'node:crypto';
import { uuidv7 } from '$lib/domain/id';

/** What a server module needs of the world; passed in, so that tests decide time and chance. */
export type Ports = {
	/** Epoch milliseconds. */
	now: () => number;
	randomBytes: (size: number) => Uint8Array<ArrayBuffer>;
};

export const systemPorts: Ports = {
	now: () => Date.now(),
	randomBytes: (size) => new Uint8Array(randomBytes(size))
};

/** A new id born now. */
export function newId(ports: Ports): string {
	return uuidv7(ports.now(), ports.randomBytes(10));
}
