/** A day of some tills and one server, with everything that can go wrong; one seed is one day. */
import { noteOf } from '$lib/till/journal/held';
import { MemoryJournalStore, type MemoryDisk } from '$lib/till/journal/memory-store';
import { countPending } from '$lib/till/sync/pending';
import { Browser, type Page, type TillFlaws } from './browser';
import { Cashier, paidAgain } from './cashier';
import { Network, type Answering } from './network';
import type { World } from './world';

export type DayOptions = {
	tills: number;
	/** A new enrolment code of a till, by its number from 0. */
	newCode: (till: number) => Promise<string>;
	operations: number;
	storeId: string;
	subtle: SubtleCrypto;
	flaws?: TillFlaws;
	/** Members whose wallets all tills share; none on a day without. */
	members: readonly string[];
	/** What may befall the server, now and then. */
	befall: (network: Network) => void;
};

const restMs = 10 * 60_000;
const browsersAtMost = 6;

export class Day {
	readonly browsers: Browser[] = [];
	readonly network: Network;
	readonly cashier: Cashier;
	/** Rounds of sync that did not go through when everything should rest. */
	#unsettled = 0;

	constructor(
		private readonly world: World,
		server: Answering,
		private readonly options: DayOptions
	) {
		const { flaws = {}, members, newCode, subtle, storeId, tills } = options;
		this.network = new Network(world, server);
		this.cashier = new Cashier(world, storeId, members, flaws);
		for (let till = 0; till < tills; till++) {
			this.browsers.push(new Browser(world, this.network, subtle, flaws, () => newCode(till)));
		}
	}

	async run(): Promise<void> {
		const { world } = this;
		const { operations } = this.options;
		world.faulty = false;
		for (const browser of this.browsers) await this.#wait(browser.enrol(), 60_000);
		world.faulty = true;
		for (const browser of this.browsers) this.#live(browser, operations);
		await world.run(operations * 12_000);
		world.faulty = false;
		this.network.down = false;
		await this.#rest();
		for (const browser of this.browsers) world.problems.push(...paidAgain(browser), ...this.#lostBaskets(browser));
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
			this.#act(browser, left).catch((error: unknown) => this.#problem(error));
			this.#live(browser, left - 1);
		});
	}

	async #act(browser: Browser, left: number): Promise<void> {
		const { world } = this;
		const { dice } = world;
		this.options.befall(this.network);
		if (browser.isOver) return;
		this.#strike(browser, left);
		if (browser.pages.length === 0 || (browser.pages.length < 2 && dice.chance(0.15))) return browser.open();
		const page = dice.pick(browser.pages);
		if (world.strikes('crash', 0.04)) return browser.crash(page);
		if (world.strikes('crash', 0.04)) return browser.crashAll();
		if (!page.ready) return this.#wake(browser, page);
		await this.#work(browser, page);
	}

	/** What befalls a tablet as a whole. */
	#strike(browser: Browser, left: number): void {
		const { world, browsers } = this;
		const { dice } = world;
		const { profile } = browser;
		if (world.strikes('clock', 0.03)) browser.clockErrorMs += dice.between(-7_200_000, 7_200_000);
		if (world.strikes('damage', 0.02)) {
			browser.crashAll();
			profile.damage(dice.chance(0.4) ? 0 : dice.next());
		}
		if (world.strikes('key', 0.015)) {
			browser.crashAll();
			profile.loseKey(dice);
		}
		if (world.strikes('rollback', 0.04)) profile.save();
		if (world.strikes('rollback', 0.03)) {
			browser.crashAll();
			profile.putBack();
		}
		if (browsers.length < browsersAtMost && browser.disk.device && world.strikes('clone', 0.02)) {
			const copy = browser.clone();
			browsers.push(copy);
			this.#live(copy, left);
		}
	}

	/** A tab that is no till yet: still starting, or asking for a code while it sends what it holds. */
	async #wake(browser: Browser, page: Page): Promise<void> {
		const { dice } = this.world;
		if (!page.asks || page.isBusy) return dice.chance(0.2) ? browser.crash(page) : undefined;
		if (browser.disk.device) return browser.crash(page);
		page.isBusy = true;
		try {
			if (dice.chance(0.4)) await browser.enrol(page);
			else await browser.sync(page, false);
		} finally {
			page.isBusy = false;
		}
	}

	async #work(browser: Browser, page: Page): Promise<void> {
		const { cashier, world } = this;
		const { dice } = world;
		const other = browser.pages.find((one) => one !== page && one.ready);
		// Two tabs at the same moment; a tab and the worker.
		if (other && dice.chance(0.3)) {
			const ways = [page, other].map((one) =>
				dice.chance(0.5) ? cashier.sell(browser, one) : cashier.atDesk(browser, one)
			);
			return void (await Promise.all(ways));
		}
		if (dice.chance(0.1)) {
			return void (await Promise.all([browser.sync(page, true), cashier.sell(browser, page)]));
		}
		if (world.strikes('tamper', 0.05)) return cashier.tamper(browser, page);
		if (this.options.members.length > 0 && dice.chance(0.4)) return cashier.serve(browser, page);
		const act = dice.next();
		if (act < 0.25) return cashier.sell(browser, page);
		if (act < 0.5) return cashier.atDesk(browser, page);
		if (act < 0.55) return cashier.giveBack(browser, page, this.browsers);
		if (act < 0.6) return cashier.note(page, dice.chance(0.3));
		await browser.sync(page, dice.chance(0.4));
	}

	/** Faults are over: everything has to come in by itself, and then nothing may move any more. */
	async #rest(): Promise<void> {
		const { world } = this;
		const until = world.nowMs + restMs;
		for (let before = ''; world.nowMs < until;) {
			this.#unsettled = 0;
			for (const browser of this.browsers) {
				if (browser.isOver) continue;
				if (browser.pages.length === 0) await this.#wait(browser.open(), 60_000);
				for (const page of [...browser.pages]) await this.#wait(this.#settle(browser, page), 120_000);
			}
			const heads = JSON.stringify(this.browsers.map(({ disk }) => [...disk.heads]));
			if ((await this.#pending()) === 0 && heads === before) return;
			before = heads;
			await world.run(5_000);
		}
		world.problems.push(`I25: no rest; ${String(await this.#pending())} events are still waiting`);
	}

	async #settle(browser: Browser, page: Page): Promise<void> {
		if (page.asks && browser.disk.device) return browser.crash(page);
		// A start that failed: nothing is sent before the witnesses were compared.
		if (!page.ready && !page.asks) {
			this.#unsettled++;
			return browser.crash(page);
		}
		// Its end was seen by a tab that is gone.
		if (page.ready && !browser.disk.device) return browser.end();
		if (!(await browser.sync(page, false))) this.#unsettled++;
		const isForgotten = browser.disk.sync.lastError === 'till_unknown';
		if ((page.asks || isForgotten) && !browser.isOver) await browser.enrol(page);
	}

	async #pending(): Promise<number> {
		let pending = this.#unsettled;
		for (const { disk, isOver, pages } of this.browsers) {
			if (isOver) continue;
			pending += await countPending({ store: new MemoryJournalStore(disk) });
			pending += countHeld(disk) + (disk.sync.order || !disk.device || disk.heads.size === 0 ? 1 : 0);
			pending += pages.reduce((sum, { held }) => sum + held.filter(({ state }) => state === 'waiting').length, 0);
		}
		return pending;
	}

	/** What was put aside is there, unless it was sold or the tablet lost everything (I11). */
	#lostBaskets(browser: Browser): string[] {
		const { profile, disk, isOver } = browser;
		if (profile.wasWiped || profile.wasDamaged || isOver) return [];
		const sold = new Set([...this.cashier.paid, ...[...disk.sales.values()].map(({ body }) => body.basketId)]);
		return [...this.cashier.parked].flatMap(([id, where]) => {
			const isThere = where !== browser || disk.baskets.has(id) || sold.has(id);
			return isThere ? [] : [`I11: parked basket ${id} is gone`];
		});
	}
}

/** What the server, as it is now, has not answered for. */
function countHeld({ held, sync }: MemoryDisk): number {
	return [...held.values()].filter((row) => {
		const note = noteOf(sync.heldNotes, { ...row, lastSeq: row.seq });
		return !note || (note.state === 'handed' && note.generation !== sync.generation);
	}).length;
}
