/** Two weeks of sales for a new demo shop, rung up through the same journal and sync as at a counter. */
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Db } from '$lib/server/db/client';
import { OfferHistory } from '$lib/server/offers/history';
import { hasSales, readDemoShop, type DemoShop } from '$lib/server/demo/shop';
import type { Ports } from '$lib/server/ports';
import { createEnrolmentCode } from '$lib/server/tills/code';
import { loopback } from '$lib/server/tills/loopback';
import { HeadlessTill, type SellingTerms, type Seller } from '$lib/till/headless';
import { memoryPorts, SetClock } from '$lib/till/memory-ports';
import { Dice } from '../chance/dice';
import { planSales, type PlannedSale } from './plan';
import { fillBasket, payFor } from './shopping';

/** Any number: it decides what the history looks like. */
const seed = 20_261;
/** This till lost its network for an afternoon: what it sold then arrived late. */
const offline = { tillCode: 'S02T01', daysAgo: 3, fromHour: 13, toHour: 17 } as const;

type Counter = {
	till: HeadlessTill;
	terms: SellingTerms;
	sellers: Seller[];
	/** Date of the last sign-in. */
	signedInOn: string;
	seller: Seller;
	sold: SaleBody[];
};

/** Does nothing where something was sold before, so that an interrupted start can begin again. */
export async function addDemoHistory(db: Db, ports: Ports): Promise<void> {
	if (await hasSales(db)) return;
	const shop = await readDemoShop(db);
	const offers = await OfferHistory.read(db);
	const dice = new Dice(seed);
	const tills = shop.tills.map(({ code, store_id }) => ({ code, zone: storeOf(shop, store_id).zone }));
	const plan = planSales(ports.now(), tills, dice);
	const clock = new SetClock(plan[0]?.atMs ?? ports.now());
	const then = { ...ports, now: () => clock.now() };
	const counters = new Map<string, Counter>();
	for (const till of shop.tills) counters.set(till.code, await open(db, then, clock, shop, till));
	for (const sale of plan) {
		clock.moveTo(sale.atMs);
		const counter = counters.get(sale.tillCode);
		if (counter) await sellAt(counter, sale, { shop, offers, dice, isOffline: isOffline(sale, ports.now()) });
	}
	for (const counter of counters.values()) await send(counter);
}

function isOffline({ tillCode, date, hour }: PlannedSale, nowMs: number): boolean {
	const day = new Date(nowMs - offline.daysAgo * 86_400_000).toISOString().slice(0, 10);
	return tillCode === offline.tillCode && date === day && hour >= offline.fromHour && hour < offline.toHour;
}

function storeOf(shop: DemoShop, id: string) {
	const store = shop.stores.find((one) => one.id === id);
	if (!store) throw new Error('A demo till stands in no store.');
	return store;
}

async function open(
	db: Db,
	ports: Ports,
	clock: SetClock,
	shop: DemoShop,
	{ id, name, store_id }: DemoShop['tills'][number]
): Promise<Counter> {
	const store = storeOf(shop, store_id);
	const made = await createEnrolmentCode(db, ports, { tillId: id, staffId: null });
	if (!made.ok) throw new Error(made.code);
	const fetch = loopback({ db, ports });
	const world = memoryPorts({ clock, random: { bytes: ports.randomBytes }, subtle: crypto.subtle, fetch });
	const enrolled = await HeadlessTill.enrol(world, {
		code: made.code.code,
		deviceName: `${name} tablet`
	});
	if (!enrolled.ok) throw new Error(`The demo till could not be enrolled: ${JSON.stringify(enrolled)}`);
	const isFirst = store.code === shop.stores[0]?.code;
	const all = shop.sellers.map((person) => ({ staffId: person.id, staffName: person.name }));
	const sellers = all.filter(({ staffName }) => (staffName === 'Lena Aalto') !== isFirst);
	const [seller] = sellers.length > 0 ? sellers : all;
	if (!seller) throw new Error('The demo shop has nobody who sells.');
	const price = {
		currency: store.currency,
		pricesIncludeTax: store.prices_include_tax,
		taxMode: 'receipt' as const,
		taxRates: shop.taxRates.map(({ id: rateId, rate_bp, letter }) => ({ id: rateId, rateBp: rate_bp, letter }))
	};
	return {
		till: enrolled.till,
		terms: { store: { storeId: store.id, zone: store.zone, cashStepMinor: store.cash_step_minor }, price },
		sellers: sellers.length > 0 ? sellers : all,
		signedInOn: '',
		seller,
		sold: []
	};
}

async function sellAt(
	counter: Counter,
	{ atMs, date }: PlannedSale,
	{ shop, offers, dice, isOffline }: { shop: DemoShop; offers: OfferHistory; dice: Dice; isOffline: boolean }
): Promise<void> {
	const { till, terms } = counter;
	if (counter.signedInOn !== date) {
		counter.seller = dice.pick(counter.sellers);
		counter.signedInOn = date;
		await till.signIn(counter.seller);
	}
	const original = dice.chance(0.012) ? counter.sold.pop() : undefined;
	const { seller } = counter;
	const basket = fillBasket(shop, dice, () => till.newId(), atMs);
	const rung = original
		? await till.giveBack({ original, returned: new Map(), wanted: firstLine(original), pay: 'cash', terms, seller })
		: await till.ringUp({ basket, pay: (due) => payFor(due, dice), terms, seller, offers: offers.at(atMs) });
	if (!rung.ok) throw new Error(`The demo sale was refused: ${JSON.stringify(rung)}`);
	if (rung.sale.body.kind === 'sale') counter.sold.push(rung.sale.body);
	if (!isOffline) await send(counter);
}

function firstLine({ lines }: SaleBody): Map<number, number> {
	return new Map(lines.slice(0, 1).map(({ lineNo, quantityMilli }) => [lineNo, quantityMilli]));
}

async function send(counter: Counter): Promise<void> {
	const sent = await counter.till.send();
	if (!sent.ok) throw new Error(`The demo sales could not be sent: ${JSON.stringify(sent)}`);
}
