/** A day of some tills and one server, with everything that can go wrong; one seed is one day. */
import type { EventType } from '$lib/contract/sync/bodies';
import type { HeadlessTill } from '$lib/till/headless';
import { MemoryJournalStore } from '$lib/till/journal/memory-store';
import { countPending } from '$lib/till/sync/push';
import { Browser, type Page, type TillFlaws } from './browser';
import type { Witness } from './check';
import { Network, type Answering } from './network';
import { anyBasket, seller, termsOf } from './shopping';
import type { World } from './world';

export type DayOptions = {
	/** The enrolment codes of the tills. */
	codes: readonly string[];
	operations: number;
	storeId: string;
	subtle: SubtleCrypto;
	flaws?: TillFlaws;
	/** What may befall the server, now and then. */
	befall: (network: Network) => void;
};

/** Refusals that are the product's right answer to a fault. */
const fair = new Set(['storage_failed', 'already_completed', 'not_enrolled']);
const restMs = 5 * 60_000;

export class Day {
	readonly witnesses: Witness[] = [];
	readonly browsers: Browser[] = [];
	readonly network: Network;
	sales = 0;

	constructor(
		private readonly world: World,
		server: Answering,
		private readonly options: DayOptions
	) {
		this.network = new Network(world, server);
		for (let left = options.codes.length; left > 0; left--) {
			this.browsers.push(new Browser(world, this.network, options.subtle, options.flaws ?? {}));
		}
	}

	async run(): Promise<void> {
		const { world } = this;
		world.faulty = false;
		await this.#wait(this.#enrol(), 60_000);
		world.faulty = true;
		for (const browser of this.browsers) this.#live(browser, this.options.operations);
		await world.run(this.options.operations * 12_000);
		world.faulty = false;
		this.network.down = false;
		await this.#rest();
	}

	async #enrol(): Promise<void> {
		for (const [index, browser] of this.browsers.entries()) await browser.enrol(this.options.codes[index] ?? '');
	}

	/** Lets the world go on until the work is done; work that does not end is a problem. */
	async #wait(work: Promise<unknown>, forMs: number): Promise<void> {
		let ended = false;
		const note = (error?: unknown) => {
			ended = true;
			if (error) this.#problem(error);
		};
		work.then(() => note(), note);
		await this.world.run(forMs, () => ended);
	}

	#problem(error: unknown): void {
		const text = error instanceof Error ? error.message : String(error);
		if (text !== 'simulated') this.world.problems.push(`a till broke: ${text}`);
	}

	#live(browser: Browser, left: number): void {
		if (left === 0) return;
		this.world.at(this.world.dice.between(100, 20_000), () => {
			this.#act(browser).catch((error: unknown) => this.#problem(error));
			this.#live(browser, left - 1);
		});
	}

	async #act(browser: Browser): Promise<void> {
		const { world } = this;
		const { dice } = world;
		this.options.befall(this.network);
		if (world.strikes('clock', 0.03)) browser.clockErrorMs += dice.between(-7_200_000, 7_200_000);
		if (browser.pages.length === 0 || (browser.pages.length < 2 && dice.chance(0.15))) return browser.open();
		const page = dice.pick(browser.pages);
		if (world.strikes('crash', 0.04)) return browser.crash(page);
		if (world.strikes('crash', 0.04)) return browser.crashAll();
		if (!page.ready) return dice.chance(0.2) ? browser.crash(page) : undefined;
		const other = browser.pages.find((one) => one !== page && one.ready);
		// Two tabs at the same moment; a tab and the worker.
		if (other && dice.chance(0.3))
			return void (await Promise.all([this.#sell(browser, page), this.#sell(browser, other)]));
		if (dice.chance(0.1)) return void (await Promise.all([browser.sync(page, true), this.#sell(browser, page)]));
		const act = dice.next();
		if (act < 0.5) return this.#sell(browser, page);
		if (act < 0.55) return this.#giveBack(browser, page);
		if (act < 0.6) return this.#note(page, dice.chance(0.3));
		await browser.sync(page, dice.chance(0.4));
	}

	async #sell(browser: Browser, page: Page): Promise<void> {
		const { till } = page;
		const terms = termsOf(this.options.storeId);
		const basket = anyBasket(this.world.dice, () => till.newId(), till.journal.ports.clock.now());
		const saleId = till.newId();
		const pay = this.world.dice.chance(0.5) ? 'cash' : 'card';
		let rung = await till.ringUp({ basket, pay, terms, seller, saleId });
		// What a cashier does when the screen says that nothing was written.
		if (!rung.ok && rung.code === 'storage_failed') rung = await till.ringUp({ basket, pay, terms, seller, saleId });
		this.#heard(browser, rung);
	}

	async #giveBack(browser: Browser, page: Page): Promise<void> {
		const originals = [...browser.disk.sales.values()].filter(({ body }) => body.kind === 'sale');
		if (originals.length === 0) return;
		const { body: original } = this.world.dice.pick(originals);
		const [line] = original.lines;
		if (!line || browser.returned.has(original.saleId)) return;
		browser.returned.add(original.saleId);
		const wanted = new Map([[line.lineNo, line.quantityMilli]]);
		const terms = termsOf(this.options.storeId);
		this.#heard(
			browser,
			await page.till.giveBack({ original, returned: new Map(), wanted, pay: 'card', terms, seller })
		);
	}

	#heard({ disk }: Browser, rung: Awaited<ReturnType<HeadlessTill['ringUp'] | HeadlessTill['giveBack']>>): void {
		if (!rung.ok) {
			if (!fair.has(rung.code)) this.#problem(new Error(`a sale was refused: ${JSON.stringify(rung)}`));
			return;
		}
		const { saleId, receiptNumber, body, epoch, seq } = rung.sale;
		const hash = disk.events.get(`${String(epoch)}/${String(seq)}`)?.hash ?? 'not on the disk';
		this.sales++;
		this.witnesses.push({ hash, sale: { saleId, receiptNumber, basketId: body.basketId } });
	}

	/** `strange`: an event of a type this server does not know yet. */
	async #note(page: Page, strange: boolean): Promise<void> {
		const type = (strange ? 'drawer.exploded' : 'staff.signed_in') as EventType;
		const appended = await page.till.note({ type, body: { offline: true }, staffId: seller.staffId });
		if (appended.ok) this.witnesses.push({ hash: appended.row.hash, sale: null });
	}

	/** Faults are over: everything has to come in by itself. */
	async #rest(): Promise<void> {
		const { world } = this;
		const until = world.nowMs + restMs;
		while (world.nowMs < until) {
			for (const browser of this.browsers) {
				if (browser.pages.length === 0) await this.#wait(browser.open(), 60_000);
				for (const page of browser.pages) await this.#wait(browser.sync(page, false), 120_000);
			}
			if ((await this.#pending()) === 0) return;
			await world.run(5_000);
		}
		world.problems.push(`I25: ${String(await this.#pending())} events are still waiting`);
	}

	async #pending(): Promise<number> {
		let pending = 0;
		for (const { disk } of this.browsers) {
			const store = new MemoryJournalStore(disk);
			pending += await countPending({ store });
			if (disk.sync.order) pending++;
		}
		return pending;
	}
}
