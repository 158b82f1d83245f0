/** A tablet: one browser with a profile, some tabs and a worker, all of which may die at any moment. */
import { BasketDesk } from '$lib/till/baskets/basket-desk';
import type { Grant } from '$lib/contract/sync/rewards';
import type { CatalogueStore } from '$lib/till/catalogue/store';
import { enrol, finishEnrolment } from '$lib/till/device/enrol';
import { HeadlessTill } from '$lib/till/headless';
import type { JournalContext } from '$lib/till/journal/append';
import { listHeld, type HeldJournal } from '$lib/till/journal/held';
// Starts ask for it when they need it: loaded here, so that the first of a process takes no longer than all others.
import '$lib/till/journal/put-back';
import { listCopies, startUp } from '$lib/till/journal/start-up';
import { memoryBus, memoryMarks } from '$lib/till/memory-ports';
import type { Ports } from '$lib/till/ports';
import { afterSync } from '$lib/till/sync/afterwards';
import { syncOnce } from '$lib/till/sync/run';
import { BrowserLocks } from './locks';
import type { Counter, MemberSale } from './member-sale';
import type { Network } from './network';
import { Profile } from './profile';
import { basketsOf, copiesOf, goodsOf, storeOf } from './storage';
import { Process, type World } from './world';

/** What a test may break in a till, to see that the checks notice. */
export type TillFlaws = {
	context?: (context: JournalContext, browser: Browser, world: World) => JournalContext;
	beforeStart?: (browser: Browser, context: JournalContext) => JournalContext;
	afterStart?: (browser: Browser) => void;
	/** After a round of sync that failed. */
	afterFailure?: (page: Page) => Promise<unknown>;
	/** What a till pays with, in place of what was granted. */
	grants?: (sale: MemberSale, counter: Counter) => Grant[];
	/** After a sale stands. */
	afterSale?: (browser: Browser, basketId: string) => void;
};

export type PageContext = JournalContext & { catalogue: CatalogueStore };

export class Page {
	ready = false;
	/** It is no till and asks for a code. */
	asks = false;
	/** Somebody is at the basket, or types a code. */
	isBusy = false;
	held: readonly HeldJournal[] = [];
	readonly till: HeadlessTill;

	constructor(
		readonly process: Process,
		readonly context: PageContext,
		readonly desk: BasketDesk
	) {
		this.till = new HeadlessTill(context);
	}
}

export class Browser {
	readonly locks = new BrowserLocks();
	readonly bus = memoryBus();
	readonly pages: Page[] = [];
	clockErrorMs = 0;
	/** Another tablet took its place, and it has handed everything over. */
	isOver = false;

	constructor(
		private readonly world: World,
		private readonly network: Network,
		private readonly subtle: SubtleCrypto,
		private readonly flaws: TillFlaws,
		/** A new code of its till, from the manager. */
		private readonly newCode: () => Promise<string>,
		readonly profile = new Profile()
	) {}

	get disk() {
		return this.profile.disk;
	}

	/** The same profile on another tablet. */
	clone(): Browser {
		const { world, network, subtle, flaws, newCode } = this;
		return new Browser(world, network, subtle, flaws, newCode, this.profile.clone());
	}

	#newPage(): Page {
		const { world, profile } = this;
		const process = new Process();
		const ports: Ports = {
			clock: {
				now: () => Math.floor(world.nowMs + this.clockErrorMs),
				after: (delayMs, action) => world.at(delayMs, () => process.alive && action())
			},
			random: { bytes: (count) => Uint8Array.from({ length: count }, () => world.dice.between(0, 255)) },
			subtle: this.subtle,
			net: this.network.of(process),
			locks: this.locks.of(process),
			marks: memoryMarks(profile.marks),
			bus: this.bus
		};
		const plain = {
			ports,
			store: storeOf(world, process, profile.disk),
			copies: copiesOf(world, process, profile.files)
		};
		const context = this.flaws.context?.(plain, this, world) ?? plain;
		const hear = { changed: () => undefined, failed: () => undefined };
		const desk = new BasketDesk(ports, basketsOf(world, process, profile.disk), hear);
		return new Page(process, { ...context, catalogue: goodsOf(world, process, profile.goods) }, desk);
	}

	/** Opens a tab: it compares the witnesses before it is of use. */
	async open(): Promise<void> {
		const page = this.#newPage();
		this.pages.push(page);
		const found = await startUp(this.flaws.beforeStart?.(this, page.context) ?? page.context);
		this.world.problems.push(...this.profile.judgeStart(found));
		if (found.kind === 'ready') {
			if (!found.head) await finishEnrolment(page.context, found.device);
			this.flaws.afterStart?.(this);
			return this.#ready(page);
		}
		page.held = found.kind === 'key_lost' ? found.held : [];
		page.asks = true;
	}

	async #ready(page: Page): Promise<void> {
		page.held = await listHeld(page.context, await listCopies(page.context), this.disk.device?.deviceId ?? null);
		await page.desk.open();
		page.asks = false;
		page.ready = true;
	}

	/** Types a code into a tab that is no till. Whether it is one now. */
	async enrol(page = this.#newPage()): Promise<boolean> {
		if (!this.pages.includes(page)) this.pages.push(page);
		const code = await this.newCode();
		const enrolled = await enrol(page.context, { code, deviceName: 'Tablet', appVersion: 'simulated' });
		if (enrolled.ok) await this.#ready(page);
		// Cut off after the key was made: the next start finishes it.
		else if (this.disk.device) this.crash(page);
		return enrolled.ok;
	}

	crash(page: Page): void {
		page.process.alive = false;
		const at = this.pages.indexOf(page);
		if (at >= 0) this.pages.splice(at, 1);
		this.locks.free(page.process);
	}

	/** The power goes. */
	crashAll(): void {
		for (const page of [...this.pages]) this.crash(page);
	}

	/** A round of sync, by a tab or (which never writes into the journal) by the worker. Whether it went through. */
	async sync(page: Page, asWorker: boolean): Promise<boolean> {
		const { context } = page;
		const outcome = await syncOnce(context, true);
		const isDone = outcome.kind === 'done' || outcome.kind === 'not_enrolled';
		if (outcome.kind === 'failed') await this.flaws.afterFailure?.(page);
		if (asWorker) return isDone;
		const { ended, held } = await afterSync(context, page.held);
		page.held = held;
		if (!ended) return isDone;
		this.end();
		return true;
	}

	/** It is no till any more, and nobody makes it one again. */
	end(): void {
		this.isOver = true;
		this.crashAll();
	}
}
