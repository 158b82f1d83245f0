/** Two shops: one that sells, and one that keeps the value and answers CRM.COM calls over a line that can fail. */
import { faultEnvelope } from '../../src/lib/contract/crmcom/envelope';
import { fault, type ErrorStatusMode } from '../../src/lib/contract/crmcom/errors';
import type { RewardBasket } from '../../src/lib/contract/sync/rewards';
import { CrmcomClient } from '../../src/lib/server/crmcom-client/client';
import { CrmcomRewards } from '../../src/lib/server/crmcom-client/crmcom-rewards';
import { runTasks, sweep, workDesk } from '../../src/lib/server/crmcom-client/tasks';
import { OwnEngine } from '../../src/lib/server/crmcom/own-engine';
import { serveCrmcom } from '../../src/lib/server/crmcom/serve';
import { demoOffers } from '../../src/lib/server/demo/offers';
import { saveOffer } from '../../src/lib/server/offers/offers';
import type { Place } from '../../src/lib/server/rewards/backend';
import { setBackend } from '../../src/lib/server/rewards/queries';
import * as wallet from '../../src/lib/server/wallet/wallet';
import { eleni, ForeignTill } from './foreign-till';
import { shopIds, TestShop } from './test-shop';
import type { TestTill } from './test-till';

/** `before`: the call never arrives; `after`: it does, and its answer is lost; `500`: the other side fails; `no`: it refuses. */
export type LineFault = 'before' | 'after' | '500' | 'no';

const refused = faultEnvelope(fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'There is no such promo code'));

const unknownRefusal = {
	status: { code: 'COM.CRM.EXCEPTION.REWARDS.SOMETHINGELSEEXCEPTION', description: 'No', message: '' },
	data: null
};

export const elenisCard = '9600000000000011';

export class RemoteRewards {
	/** By path; each entry once. */
	faults: { path: string; fault: LineFault }[] = [];
	/** Calls with a code are refused, as by a system that knows no such code. */
	knowsNoCodes = false;
	/** The calls of this path are refused, with a code that is none of ours. */
	refuses: string | null = null;
	/** Nothing arrives. */
	isDown = false;
	errorStatus: ErrorStatusMode = 'legacy200';
	readonly calls: string[] = [];
	client: CrmcomClient;
	backend: CrmcomRewards;

	private constructor(
		readonly shop: TestShop,
		readonly till: TestTill,
		readonly foreign: ForeignTill
	) {
		this.client = this.#newClient();
		this.backend = new CrmcomRewards(shop.db, shop.ports, this.client);
	}

	static async open(): Promise<RemoteRewards> {
		const foreign = await ForeignTill.open();
		const { shop: there } = foreign;
		foreign.served = new OwnEngine(there.db, there.ports);
		await there.rows(`INSERT INTO cards (number, hmac, member_id, state, issued_at, created_at)
			VALUES ('${elenisCard}', decode(repeat('0a', 32), 'hex'), '${eleni}', 'active', now(), now())`);
		for (const rule of demoOffers(() => shopIds.group)) {
			await saveOffer(there.db, there.ports, null, { rule, state: 'active' }, shopIds.manager);
		}
		const shop = await TestShop.open();
		await setBackend(shop.db, 'crmcom');
		return new RemoteRewards(shop, await shop.till(), foreign);
	}

	/** The next call of this path fails. */
	fail(path: string, fault: LineFault): void {
		this.faults.push({ path, fault });
	}

	/** As after a restart: without a token, and with a closed breaker. */
	restart(): void {
		this.client = this.#newClient();
		this.backend = new CrmcomRewards(this.shop.db, this.shop.ports, this.client);
	}

	#newClient(): CrmcomClient {
		const settings = { url: 'https://there.example', user: null, key: this.foreign.key, organisation: null };
		return new CrmcomClient(settings, { fetch: (url, init) => this.#fetch(url, init), now: this.shop.ports.now });
	}

	async #fetch(url: string, init: RequestInit): Promise<Response> {
		const path = new URL(url).pathname.replace('/crmapi/rest/v2/', '');
		this.calls.push(path);
		const at = this.faults.findIndex((one) => one.path === path);
		const fault = at < 0 ? null : this.faults.splice(at, 1)[0]?.fault;
		if (this.isDown || fault === 'before') throw new TypeError('fetch failed');
		if (this.knowsNoCodes && String(init.body).includes('promo_code')) return Response.json(refused);
		if (fault === 'no') return Response.json(refused);
		if (this.refuses === path) return Response.json(unknownRefusal);
		if (fault === '500') return new Response('oops', { status: 500 });
		this.foreign.errorStatus = this.errorStatus;
		const { signal: _, ...rest } = init;
		const response = await serveCrmcom(this.foreign.app, new Request(url, rest), '192.0.2.77');
		if (fault === 'after') throw new TypeError('fetch failed');
		return response;
	}

	get place(): Place {
		return { storeId: shopIds.store, tillId: shopIds.tillA, zone: 'Europe/Berlin', atMs: this.shop.ports.now() };
	}

	/** Both shops' clocks. */
	advance(ms: number): void {
		this.shop.ports.advance(ms);
		this.foreign.shop.ports.advance(ms);
	}

	tasks(): Promise<number> {
		return runTasks(workDesk(this.shop.db, this.shop.ports, this.client));
	}

	sweep(): Promise<number> {
		return sweep(workDesk(this.shop.db, this.shop.ports, this.client));
	}

	/** Eleni's money there. */
	async balance(): Promise<number> {
		const { db, ports } = this.foreign.shop;
		const all = (await wallet.balances(db, [eleni], ports.now())).get(eleni) ?? [];
		return all.find(({ currency }) => currency === 'EUR')?.balanceMinor ?? 0;
	}

	async setBalance(amountMinor: number): Promise<void> {
		const { db, ports } = this.foreign.shop;
		const change = amountMinor - (await this.balance());
		if (change === 0) return;
		await db.transaction().execute((trx) =>
			wallet.adjust(trx, ports, {
				...{ key: `test:${String(ports.now())}:${String(Math.random())}`, memberId: eleni, currency: 'EUR' },
				...{ amountMinor: change, label: 'Test', reason: 'test', expiresAtMs: null, policy: 'negative' as const },
				actor: { kind: 'staff', id: shopIds.manager }
			})
		);
	}

	/** How many purchases stand there. */
	posted(): Promise<number> {
		return this.foreign.shop.count('crmcom_purchases', "state = 'posted'");
	}

	/** The task of a sale here. */
	async task(saleId: string): Promise<{ state: string; tries: number; fault: string | null } | undefined> {
		const [row] = await this.shop.rows<{ state: string; tries: number; fault: string | null }>(
			`SELECT state, tries, last_fault AS fault FROM reward_tasks WHERE sale_id = '${saleId}'`
		);
		return row;
	}

	async close(): Promise<void> {
		await this.shop.close();
		await this.foreign.close();
	}
}

/** The basket of the sale that `saleBody` makes. */
export function basketOf(memberId: string): RewardBasket {
	const line = (lineNo: number, productId: string, pieces: number) => ({
		...{ lineNo, productId, sku: `P${String(lineNo)}`, code: null, quantityMilli: pieces * 1000 },
		...{ unitPriceMinor: 420, minimumPriceMinor: null, grossMinor: pieces * 420, totalMinor: pieces * 420 },
		taxRateBp: 700
	});
	return {
		...{ memberId, cardHmac: null, currency: 'EUR', pricesIncludeTax: true },
		lines: [line(1, shopIds.products[0], 2), line(2, shopIds.products[1], 1)],
		...{ appliedOffers: [], coupons: [], rulesVersion: 0 }
	};
}
