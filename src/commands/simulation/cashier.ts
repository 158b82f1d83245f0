/** What people do at a simulated till, and what they saw: each receipt shown is a witness the checks go by. */
import type { EventType } from '$lib/contract/sync/bodies';
import { formatReceiptNumber } from '$lib/domain/code/receipt-code';
import { sumMinor } from '$lib/domain/money/money';
import type { HeadlessTill, Payment } from '$lib/till/headless';
import { append, type JournalContext } from '$lib/till/journal/append';
import type { SaleRow } from '$lib/till/journal/rows';
import type { Browser, Page, TillFlaws } from './browser';
import type { Doubled, Witness } from './check';
import { Counter } from './member-sale';
import { anyBasket, fillBasket, seller, termsOf } from './shopping';
import type { World } from './world';

/** Refusals that are the product's right answer to a fault. */
const fair = new Set(['storage_failed', 'already_completed', 'not_enrolled', 'device_ended']);

type Rung = Awaited<ReturnType<HeadlessTill['ringUp'] | HeadlessTill['giveBack']>>;

export class Cashier {
	readonly witnesses: Witness[] = [];
	/** Ids that a tampered till used twice. */
	readonly doubled: Doubled[] = [];
	/** Baskets that were put aside, and where. */
	readonly parked = new Map<string, Browser>();
	/** Baskets that were paid. A new enrolment forgets the sales, not these. */
	readonly paid = new Set<string>();
	/** What was given back of sales, in thousandths by line; online every till knows. */
	readonly returned = new Map<string, ReadonlyMap<number, number>>();
	sales = 0;
	readonly counter: Counter;

	constructor(
		private readonly world: World,
		private readonly storeId: string,
		members: readonly string[],
		private readonly flaws: TillFlaws
	) {
		this.counter = new Counter(world, storeId, members);
	}

	/** A basket rung up in one go, as by two tabs at the same moment. */
	async sell(browser: Browser, { till }: Page): Promise<void> {
		const terms = termsOf(this.storeId);
		const basket = anyBasket(this.world.dice, () => till.newId(), till.journal.ports.clock.now());
		const saleId = till.newId();
		const pay = this.world.dice.chance(0.5) ? 'cash' : 'card';
		let rung = await till.ringUp({ basket, pay, terms, seller, saleId });
		// What a cashier does when the screen says that nothing was written.
		if (!rung.ok && rung.code === 'storage_failed') rung = await till.ringUp({ basket, pay, terms, seller, saleId });
		this.#heard(browser, rung);
	}

	/** A member at the counter. */
	async serve(browser: Browser, page: Page): Promise<void> {
		const sale = await this.counter.serve(page);
		if (!sale) return;
		const { basket, saleId } = sale;
		const grants = this.flaws.grants?.(sale, this.counter) ?? sale.grants;
		const spends = grants.map(({ grantId, kind, amountMinor }) => ({ grantId, kind, amountMinor }));
		const pay = (totalMinor: number): Payment => {
			const amountMinor = totalMinor - sumMinor(spends.map((spend) => spend.amountMinor));
			return amountMinor === 0 ? [] : [{ kind: 'card', amountMinor, reference: null }];
		};
		const wish = { basket, saleId, terms: termsOf(this.storeId), seller, pay, spends };
		this.#heard(browser, await page.till.ringUp(wish));
	}

	/** The open basket of a tab: filled, put aside, brought back or paid. */
	async atDesk(browser: Browser, page: Page): Promise<void> {
		if (page.isBusy) return;
		page.isBusy = true;
		const { desk, till } = page;
		const { dice } = this.world;
		try {
			const nowMs = till.journal.ports.clock.now();
			if (!desk.isInUse) desk.set(fillBasket(dice, desk.current.basket, () => till.newId(), nowMs));
			await desk.settled();
			const act = dice.next();
			if (act < 0.3) await this.#park(browser, page);
			else if (act < 0.5) await this.#resume(page);
			else await this.#pay(browser, page);
		} finally {
			page.isBusy = false;
		}
	}

	async #park(browser: Browser, { desk, till }: Page): Promise<void> {
		const { id: basketId, basket } = await desk.park(null);
		this.parked.set(basketId, browser);
		const body = { basketId, lineCount: basket.lines.length, totalMinor: 0 };
		const noted = await till.note({ type: 'basket.parked', body, staffId: seller.staffId });
		if (noted.ok) this.witnesses.push({ hash: noted.row.hash, sale: null });
	}

	async #resume({ desk, till }: Page): Promise<void> {
		const rows = await desk.parked();
		if (rows.length === 0) return;
		const { id: basketId } = this.world.dice.pick(rows);
		if (!(await desk.resume(basketId))) return;
		const noted = await till.note({ type: 'basket.resumed', body: { basketId }, staffId: seller.staffId });
		if (noted.ok) this.witnesses.push({ hash: noted.row.hash, sale: null });
	}

	async #pay(browser: Browser, { desk, till }: Page): Promise<void> {
		const { basket, saleId } = desk.current;
		const rung = await till.ringUp({ basket, pay: 'cash', terms: termsOf(this.storeId), seller, saleId });
		this.#heard(browser, rung);
		// After a crash behind the commit the sale stands: the basket is over all the same.
		if (rung.ok || rung.code === 'already_completed') await desk.begin();
	}

	/** Goods come back: to the till that sold them, or to another that asked the server. */
	async giveBack(browser: Browser, page: Page, others: readonly Browser[]): Promise<void> {
		const from = this.world.dice.chance(0.3) ? others.flatMap(sentSales) : [...browser.disk.sales.values()];
		const originals = from.filter(({ body }) => body.kind === 'sale');
		if (originals.length === 0) return;
		const { dice } = this.world;
		const { body: original } = dice.pick(originals);
		const returned = new Map(this.returned.get(original.saleId));
		const isWhole = dice.chance(0.5);
		const wanted = new Map<number, number>();
		for (const { lineNo, quantityMilli } of original.lines) {
			const leftMilli = quantityMilli - (returned.get(lineNo) ?? 0);
			if (leftMilli > 0 && (isWhole || dice.chance(0.5))) wanted.set(lineNo, isWhole ? leftMilli : 1000);
		}
		if (wanted.size === 0) return;
		const after = new Map(returned);
		for (const [lineNo, milli] of wanted) after.set(lineNo, (after.get(lineNo) ?? 0) + milli);
		this.returned.set(original.saleId, after);
		const wish = { original, returned, wanted, pay: 'card', terms: termsOf(this.storeId), seller } as const;
		this.#heard(browser, await page.till.giveBack(wish));
	}

	/** `strange`: an event of a type this server does not know yet. */
	async note(page: Page, strange: boolean): Promise<void> {
		const type = (strange ? 'drawer.exploded' : 'staff.signed_in') as EventType;
		const appended = await page.till.note({ type, body: { offline: true }, staffId: seller.staffId });
		if (appended.ok) this.witnesses.push({ hash: appended.row.hash, sale: null });
	}

	/** Somebody with the key at hand makes the till use an id twice. */
	async tamper({ disk }: Browser, { till }: Page): Promise<void> {
		if (this.world.dice.chance(0.5)) return this.#doubleEvent(till);
		const sales = [...disk.sales.values()].filter(({ body }) => body.kind === 'sale');
		if (sales.length === 0) return;
		const first = this.world.dice.pick(sales);
		const made = await append<'sale.completed'>(till.journal, (head, { tillCode }) => {
			const receiptNumber = formatReceiptNumber({ tillCode, epoch: head.epoch, running: head.lastReceiptNo + 1 });
			const body = { ...first.body, basketId: till.newId(), receiptNumber };
			return { type: 'sale.completed', body, staffId: seller.staffId, takesReceiptNo: true };
		});
		if (!made.ok) return;
		this.witnesses.push({ hash: made.row.hash, sale: { saleId: first.saleId } });
		this.doubled.push({ kind: 'sale', first: first.hash, second: made.row.hash });
	}

	async #doubleEvent({ journal }: HeadlessTill): Promise<void> {
		const { ports } = journal;
		const [nowMs, fixed] = [ports.clock.now(), ports.random.bytes(10)];
		const clock = { ...ports.clock, now: () => nowMs };
		const rigged: JournalContext = { ...journal, ports: { ...ports, clock, random: { bytes: () => fixed } } };
		const hashes: string[] = [];
		for (const reason of ['tap', 'idle'] as const) {
			const made = await append(rigged, () => ({ type: 'staff.locked', body: { reason }, staffId: seller.staffId }));
			if (!made.ok) return;
			hashes.push(made.row.hash);
			this.witnesses.push({ hash: made.row.hash, sale: null });
		}
		const [first = '', second = ''] = hashes;
		this.doubled.push({ kind: 'event', first, second });
	}

	#heard(browser: Browser, rung: Rung): void {
		if (!rung.ok) {
			if (!fair.has(rung.code)) this.world.problems.push(`a sale was refused: ${JSON.stringify(rung)}`);
			return;
		}
		const { saleId, body, hash } = rung.sale;
		this.sales++;
		this.paid.add(body.basketId);
		this.witnesses.push({ hash, sale: { saleId } });
		this.flaws.afterSale?.(browser, body.basketId);
		this.world.problems.push(...paidAgain(browser));
	}
}

/** Sales of a till that the server has. */
function sentSales({ disk }: Browser): SaleRow[] {
	return [...disk.sales.values()].filter(({ epoch, seq }) => seq <= (disk.progress.get(epoch)?.ackedSeq ?? 0));
}

/** A basket that became a sale is over: no late or stale write may bring it back (I3). */
export function paidAgain({ disk }: Browser): string[] {
	return [...disk.sales.values()].flatMap(({ body, receiptNumber }) => {
		return disk.baskets.has(body.basketId) ? [`I3: the basket of receipt ${receiptNumber} is open again`] : [];
	});
}
