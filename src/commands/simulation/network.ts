/** A network that loses, doubles, delays and garbles, between tills and one server. */
import type { Net } from '$lib/till/ports';
import type { Process, World } from './world';

export type Answering = { answer(path: string, text: string, headers: Headers): Response | Promise<Response> };

type Delivered = { status: number; text: string; headers: Headers };

const portal = '<!doctype html><title>Welcome to the station</title>';

export class Network {
	/** The server does not answer at all. */
	down = false;

	constructor(
		private readonly world: World,
		private readonly server: Answering
	) {}

	of(process: Process): Net {
		return { fetch: (path, init) => this.#fetch(process, path, init) };
	}

	#fetch(process: Process, path: string, init: RequestInit): Promise<Response> {
		const { world } = this;
		return new Promise((resolve, reject) => {
			const give = (settle: () => void) => {
				if (process.alive) settle();
			};
			const fail = () => give(() => reject(new TypeError('no network')));
			init.signal?.addEventListener('abort', () => give(() => reject(new DOMException('late', 'AbortError'))));
			if (this.down || world.strikes('network', 0.08)) return void world.at(50, fail);
			if (world.strikes('network', 0.05)) return void world.at(200, () => give(() => resolve(portalPage())));
			// The question is lost: only the caller's patience ends it.
			if (world.strikes('network', 0.05)) return;
			const arrive = () =>
				void world.hold(this.#ask(path, init)).then((said) => this.#bring(said, give, resolve, fail));
			world.at(this.#delay(), arrive);
			// A proxy sends it again, much later.
			if (world.strikes('network', 0.08)) world.at(world.dice.between(100, 90_000), () => void this.#again(path, init));
		});
	}

	#again(path: string, init: RequestInit): Promise<unknown> {
		return this.down ? Promise.resolve() : this.world.hold(this.#ask(path, init));
	}

	async #ask(path: string, init: RequestInit): Promise<Delivered> {
		const text = typeof init.body === 'string' ? init.body : '';
		const response = await this.server.answer(path, text, new Headers(init.headers ?? {}));
		return { status: response.status, text: await response.text(), headers: response.headers };
	}

	#bring(
		said: Delivered,
		give: (settle: () => void) => void,
		resolve: (answer: Response) => void,
		fail: () => void
	): void {
		const { world } = this;
		// The server has done it, and nobody hears.
		if (world.strikes('network', 0.08)) return;
		if (world.strikes('network', 0.03)) return void world.at(30, fail);
		const { status, headers } = said;
		const isCut = world.strikes('network', 0.03);
		const text = isCut ? said.text.slice(0, world.dice.between(0, said.text.length - 1)) : said.text;
		const answer = () => (world.strikes('network', 0.03) ? busy() : new Response(text, { status, headers }));
		world.at(this.#delay(), () => give(() => resolve(answer())));
	}

	#delay(): number {
		return this.world.strikes('network', 0.1) ? this.world.dice.between(500, 40_000) : this.world.dice.between(1, 80);
	}
}

function portalPage(): Response {
	return new Response(portal, { status: 200, headers: { 'content-type': 'text/html' } });
}

function busy(): Response {
	return new Response('', { status: 503, headers: { 'retry-after': '1' } });
}
