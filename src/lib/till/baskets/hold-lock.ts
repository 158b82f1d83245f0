import type { LockOptions, Ports } from '../ports';

/** Takes a lock for as long as the caller likes; `null` when another tab has it. The browser lets go when the tab ends. */
export function holdLock(
	{ locks }: Pick<Ports, 'locks'>,
	name: string,
	options: LockOptions = { ifAvailable: true }
): Promise<(() => void) | null> {
	return new Promise((resolve, reject) => {
		locks
			.request(name, options, (lock) => {
				if (!lock) {
					resolve(null);
					return Promise.resolve();
				}
				return new Promise<void>((release) => resolve(() => release()));
			})
			.catch(reject);
	});
}
