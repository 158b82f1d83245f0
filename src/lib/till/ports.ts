/** What the till needs from the machine it runs on. All of it is passed in, so that one seed can replay a whole day in Node. */

export type Clock = {
	/** Epoch milliseconds by this machine. */
	now(): number;
	/** Runs `action` after `delayMs`; the answer cancels it. */
	after(delayMs: number, action: () => void): () => void;
};

export type Random = { bytes(count: number): Uint8Array<ArrayBuffer> };

export type Net = { fetch(path: string, init: RequestInit): Promise<Response> };

export type LockOptions = {
	ifAvailable?: boolean;
	steal?: boolean;
	signal?: AbortSignal;
	mode?: 'shared' | 'exclusive';
};

/** Web Locks, as far as the till uses them: `null` is handed to `work` when `ifAvailable` found the lock taken. */
export type Locks = {
	request<T>(name: string, options: LockOptions, work: (lock: object | null) => Promise<T>): Promise<T>;
	/** Whether anybody holds the lock. */
	isHeld(name: string): Promise<boolean>;
};

/** localStorage: small texts that outlive a damaged database. Absent in a service worker. */
export type Marks = {
	read(key: string): string | null;
	write(key: string, value: string): void;
	remove(key: string): void;
};

/** How the contexts of one browser tell one another that something changed. */
export type Bus = { post(message: BusMessage): void; listen(hear: (message: BusMessage) => void): () => void };
export type BusMessage =
	| { kind: 'sync' }
	| { kind: 'synced' }
	| { kind: 'catalogue'; chunks: number[] | 'all' }
	| { kind: 'baskets' }
	| { kind: 'device' };

export type Ports = {
	clock: Clock;
	random: Random;
	subtle: SubtleCrypto;
	net: Net;
	locks: Locks;
	marks: Marks | null;
	bus: Bus;
};

/** Resolves after `delayMs` by the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
	return new Promise((resolve) => clock.after(delayMs, resolve));
}
