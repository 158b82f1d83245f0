/** A tablet: one browser with a disk, some tabs and a worker, all of which may die at any moment. */
import type { CatalogueStore } from '$lib/till/catalogue/store';
import { enrol, finishEnrolment } from '$lib/till/device/enrol';
import { HeadlessTill } from '$lib/till/headless';
import type { JournalContext } from '$lib/till/journal/append';
import { emptyDisk } from '$lib/till/journal/memory-store';
import { startUp } from '$lib/till/journal/start-up';
import { memoryBus, memoryMarks } from '$lib/till/memory-ports';
import type { Ports } from '$lib/till/ports';
import { afterSync } from '$lib/till/sync/afterwards';
import { prune } from '$lib/till/sync/prune';
import { push } from '$lib/till/sync/push';
import { BrowserLocks } from './locks';
import type { Network } from './network';
import { copiesOf, damage, storeOf, type CopyDisk } from './storage';
import { Process, type World } from './world';

/** What a test may break in a till, to see that the checks notice. */
export type TillFlaws = {
	context?: (context: JournalContext, browser: Browser, world: World) => JournalContext;
	afterStart?: (browser: Browser) => void;
	/** After a round of sync that failed. */
	afterFailure?: (page: Page) => Promise<unknown>;
};

export class Page {
	process = new Process();
	ready = false;
	readonly till: HeadlessTill;

	constructor(readonly context: JournalContext) {
		this.till = new HeadlessTill(context);
	}
}

const noCatalogue = { clear: () => Promise.resolve() } as unknown as CatalogueStore;

export class Browser {
	readonly disk = emptyDisk();
	readonly files: CopyDisk = new Map();
	readonly marks = new Map<string, string>();
	readonly locks = new BrowserLocks();
	readonly bus = memoryBus();
	readonly pages: Page[] = [];
	/** Hashes of events that no place on this device holds any more. */
	readonly destroyed = new Set<string>();
	/** Sales of which something was given back. */
	readonly returned = new Set<string>();
	clockErrorMs = 0;

	constructor(
		private readonly world: World,
		private readonly network: Network,
		private readonly subtle: SubtleCrypto,
		private readonly flaws: TillFlaws
	) {}

	#contextOf(process: Process): JournalContext {
		const { world } = this;
		const ports: Ports = {
			clock: {
				now: () => Math.floor(world.nowMs + this.clockErrorMs),
				after: (delayMs, action) => world.at(delayMs, () => process.alive && action())
			},
			random: { bytes: (count) => Uint8Array.from({ length: count }, () => world.dice.between(0, 255)) },
			subtle: this.subtle,
			net: this.network.of(process),
			locks: this.locks.of(process),
			marks: memoryMarks(this.marks),
			bus: this.bus
		};
		const context = {
			ports,
			store: storeOf(world, process, this.disk),
			copies: copiesOf(world, process, this.files)
		};
		return this.flaws.context?.(context, this, world) ?? context;
	}

	#newPage(): Page {
		const process = new Process();
		return Object.assign(new Page(this.#contextOf(process)), { process });
	}

	async enrol(code: string): Promise<void> {
		const page = this.#newPage();
		const enrolled = await enrol(page.context, { code, deviceName: 'Tablet', appVersion: 'simulated' });
		if (!enrolled.ok) throw new Error(`enrolment failed: ${JSON.stringify(enrolled)}`);
		page.ready = true;
		this.pages.push(page);
	}

	/** Opens a tab: it compares the witnesses before it is of use. */
	async open(): Promise<void> {
		const page = this.#newPage();
		this.pages.push(page);
		const found = await startUp(page.context);
		if (found.kind !== 'ready') throw new Error(`start-up found the till ${found.kind}`);
		if (!found.head) await finishEnrolment(page.context, found.device);
		this.flaws.afterStart?.(this);
		page.ready = true;
	}

	crash(page: Page): void {
		page.process.alive = false;
		this.pages.splice(this.pages.indexOf(page), 1);
		this.locks.free(page.process);
	}

	/** The power goes; now and then the database is not what it was. */
	crashAll(): void {
		for (const page of [...this.pages]) this.crash(page);
		if (!this.world.strikes('damage', 0.4)) return;
		const keep = this.world.dice.chance(0.4) ? 0 : this.world.dice.next();
		for (const hash of damage(this.disk, this.files, keep)) this.destroyed.add(hash);
	}

	/** A round of sync, by a tab or (which never writes into the journal) by the worker. */
	async sync(page: Page, asWorker: boolean): Promise<void> {
		const { context } = page;
		const failed = await context.ports.locks.request('push', { ifAvailable: true }, async (lock) => {
			if (!lock) return false;
			const pushed = await push(context);
			if (pushed.ok) await prune(context);
			return !pushed.ok;
		});
		if (failed) await this.flaws.afterFailure?.(page);
		if (!asWorker) await afterSync({ ...context, catalogue: noCatalogue }, []);
	}
}
