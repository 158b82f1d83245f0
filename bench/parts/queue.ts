/** What tills sold offline, as the requests they would send: what making it costs is no part of a figure. */
import type { BasketMember } from '$lib/domain/basket/basket';
import { addProduct, newBasket } from '$lib/domain/basket/lines';
import type { ProductRecord } from '$lib/contract/sync/pull';
import { systemPorts } from '$lib/server/ports';
import { HeadlessTill } from '$lib/till/headless';
import { memoryPorts } from '$lib/till/memory-ports';
import { fitBatch, toWire } from '$lib/till/sync/batch';
import { withSession } from '$lib/till/sync/session';
import { seeded } from '../harness';
import type { BenchShop } from './shop';
import { seller, terms } from './terms';

const linesPerSale = 5;

export type Queue = { tillId: string; tillCode: string; token: string; bodies: string[]; events: number };

export type Selling = {
	/** The two that an enrolment writes among them. */
	events: number;
	goods: readonly ProductRecord[];
	seed: number;
	/** Events a request. */
	perRequest: number;
	/** Whom a sale is for. */
	memberOf?: (chance: () => number) => BasketMember;
};

export async function makeQueue(shop: BenchShop, selling: Selling): Promise<Queue> {
	const { tillId, tillCode, code } = await shop.newTill();
	const { origin } = shop.server;
	const ports = memoryPorts({
		clock: { now: () => Date.now(), after: () => () => undefined },
		random: { bytes: systemPorts.randomBytes },
		subtle: crypto.subtle,
		fetch: (path, init) => fetch(origin + path, init)
	});
	const enrolled = await HeadlessTill.enrol(ports, { code, deviceName: 'Bench' });
	if (!enrolled.ok) throw new Error(JSON.stringify(enrolled));
	const { till } = enrolled;
	const chance = seeded(selling.seed);
	for (let done = 0; done < selling.events - 2; done++) await ringUp(till, selling, chance);
	const session = await withSession(till.journal, (token) => Promise.resolve({ ok: true as const, value: token }));
	if (!session.ok) throw new Error(session.kind);
	const bodies = await bodiesOf(till, selling.perRequest);
	return { tillId, tillCode, token: session.value, bodies, events: selling.events };
}

async function ringUp(till: HeadlessTill, { goods, memberOf }: Selling, chance: () => number): Promise<void> {
	const nowMs = Date.now();
	let basket = newBasket(till.newId(), nowMs);
	for (let line = 0; line < linesPerSale; line++) {
		const product = goods[Math.floor(chance() * goods.length)];
		if (!product) continue;
		const taxRateBp = terms.price.taxRates.find(({ id }) => id === product.taxRateId)?.rateBp ?? 0;
		const change = addProduct(basket, product, { lineId: till.newId(), nowMs, taxRateBp });
		if (change.ok) basket = change.basket;
	}
	if (memberOf) basket = { ...basket, member: memberOf(chance) };
	const sold = await till.ringUp({ basket, pay: 'cash', terms, seller });
	if (!sold.ok) throw new Error(sold.code);
}

async function bodiesOf({ journal: { store } }: HeadlessTill, perRequest: number): Promise<string[]> {
	const report = {
		appVersion: 'bench',
		pending: 0,
		oldestPendingAt: null,
		clockOffsetMs: 0,
		staffId: null,
		storageKept: true
	};
	const bodies: string[] = [];
	for (let from = 1; ;) {
		const rows = fitBatch(await store.events(1, from, perRequest));
		if (rows.length === 0) return bodies;
		bodies.push(JSON.stringify({ epoch: 1, events: rows.map(toWire), report }));
		from += rows.length;
	}
}

/** Sends one request of a till; throws when an event was answered otherwise. */
export async function sendOne(origin: string, token: string, body: string, wanted: 'applied' | 'duplicate') {
	const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
	const answer = await fetch(`${origin}/api/sync/push`, { method: 'POST', headers, body });
	const text = await answer.text();
	if (!answer.ok) throw new Error(text);
	const { answers } = JSON.parse(text) as { answers: { result: string }[] };
	const other = answers.find(({ result }) => result !== wanted);
	if (other) throw new Error(`An event was ${other.result}, not ${wanted}.`);
}
