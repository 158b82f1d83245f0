/** The ports of a real browser, for the page and for the service worker (which has no localStorage). */
import type { Bus, BusMessage, Locks, Marks, Ports } from './ports';

const locks: Locks = {
	request: (name, options, work) => navigator.locks.request(name, options, work) as ReturnType<typeof work>,
	async isHeld(name) {
		const { held } = await navigator.locks.query();
		return held?.some((lock) => lock.name === name) ?? false;
	}
};

export function browserMarks(): Marks | null {
	if (typeof localStorage === 'undefined') return null;
	return {
		read: (key) => localStorage.getItem(key),
		write: (key, value) => localStorage.setItem(key, value),
		remove: (key) => localStorage.removeItem(key)
	};
}

function broadcast(): Bus {
	const channel = new BroadcastChannel('tillit-till');
	const ears = new Set<(message: BusMessage) => void>();
	channel.onmessage = (event: MessageEvent<BusMessage>) => ears.forEach((hear) => hear(event.data));
	return {
		// A channel does not speak to its own context; the page that made the change wants to know as well.
		post(message) {
			channel.postMessage(message);
			ears.forEach((hear) => hear(message));
		},
		listen(hear) {
			ears.add(hear);
			return () => ears.delete(hear);
		}
	};
}

export function browserPorts(): Ports {
	return {
		clock: {
			now: () => Date.now(),
			after(delayMs, action) {
				const timer = setTimeout(action, delayMs);
				return () => clearTimeout(timer);
			}
		},
		random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
		subtle: crypto.subtle,
		net: { fetch: (path, init) => fetch(path, init) },
		locks,
		marks: browserMarks(),
		bus: broadcast()
	};
}
