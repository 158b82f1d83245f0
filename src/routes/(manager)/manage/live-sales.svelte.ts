/** Follows the shop's news: server-sent events, and asking every five seconds where they do not come through. */

export type LiveSale = {
	id: string;
	storeId: string;
	at: string;
	kind: string;
	dueMinor: number;
	currency: string;
	itemCount: number;
	tillName: string;
	staffName: string | null;
	firstLine: string | null;
	zone: string;
};

type News = { position: number; sales: { position: number; sale: LiveSale }[]; tables: boolean };

const address = '/api/manage/live';
const askEveryMs = 5_000;
const mostFailures = 3;

export class LiveSales {
	/** Newest first; only those that came after the page was made. */
	sales = $state.raw<LiveSale[]>([]);
	lastNewsMs = $state(Date.now());
	connected = $state(false);

	#position: number;
	#onnews: () => void;
	#onended: () => void;
	#failures = 0;
	#source: EventSource | undefined;
	#timer: ReturnType<typeof setInterval> | undefined;

	/** `onended`: the manager is signed out, here or elsewhere; nothing follows any more. */
	constructor(position: number, { onnews, onended }: { onnews: () => void; onended: () => void }) {
		this.#position = position;
		this.#onnews = onnews;
		this.#onended = onended;
	}

	start(): void {
		if (typeof EventSource === 'undefined') return this.#askInstead();
		// The browser repeats the last id in `Last-Event-ID` by itself when it connects again.
		const source = new EventSource(`${address}?after=${String(this.#position)}`);
		this.#source = source;
		source.onopen = () => {
			this.connected = true;
			this.#failures = 0;
			this.lastNewsMs = Date.now();
		};
		source.addEventListener('sale', (event: MessageEvent<string>) => {
			this.#position = Number(event.lastEventId);
			this.#add([JSON.parse(event.data) as LiveSale]);
		});
		source.addEventListener('tables', (event: MessageEvent<string>) => {
			this.#position = Number(event.lastEventId);
			this.#tell();
		});
		source.addEventListener('ended', () => this.#end());
		source.onerror = () => {
			this.connected = false;
			this.#failures += 1;
			if (this.#failures < mostFailures && source.readyState !== EventSource.CLOSED) return;
			source.close();
			this.#askInstead();
		};
	}

	stop(): void {
		this.#source?.close();
		clearInterval(this.#timer);
	}

	#askInstead(): void {
		clearInterval(this.#timer);
		this.#timer = setInterval(() => void this.#ask(), askEveryMs);
	}

	async #ask(): Promise<void> {
		try {
			const headers = { accept: 'application/json' };
			const response = await fetch(`${address}?after=${String(this.#position)}`, { headers });
			this.connected = response.ok;
			if (response.status === 401 || response.status === 403) return this.#end();
			if (!response.ok) return;
			const news = (await response.json()) as News;
			this.#position = news.position;
			if (news.sales.length > 0) this.#add(news.sales.map(({ sale }) => sale));
			else if (news.tables) this.#tell();
		} catch {
			this.connected = false;
		}
	}

	#end(): void {
		this.connected = false;
		this.stop();
		this.#onended();
	}

	#add(sales: LiveSale[]): void {
		const fresh = sales.filter(({ id }) => this.sales.every((sale) => sale.id !== id));
		this.sales = [...fresh.reverse(), ...this.sales].slice(0, 50);
		this.#tell();
	}

	#tell(): void {
		this.lastNewsMs = Date.now();
		this.#onnews();
	}
}
