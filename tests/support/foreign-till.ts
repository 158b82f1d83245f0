/** A shop that foreign tills work with: members, a key, and calls as such a till makes them. */
import { basePath } from '../../src/lib/contract/crmcom/methods';
import type { ErrorStatusMode } from '../../src/lib/contract/crmcom/errors';
import { createKey, type KeyInput } from '../../src/lib/server/api-keys/keys';
import type { Engine } from '../../src/lib/server/crmcom/engine';
import { serveCrmcom } from '../../src/lib/server/crmcom/serve';
import type { CrmcomApp } from '../../src/lib/server/crmcom/call';
import { testId } from './any-basket';
import { MemoryRewards } from './memory-rewards';
import { shopIds, TestShop } from './test-shop';

export const eleni = testId(201);
export const marios = testId(202);

export type WireAnswer = {
	http: number;
	code: string;
	description: string;
	data: Record<string, unknown>;
	rows: Record<string, unknown>[];
	headers: Headers;
	body: { status: { code: string; description: string; message: string }; data: unknown; paging?: unknown };
};

export const everyScope: KeyInput['scopes'] = [
	'identify',
	'personal',
	'members',
	'purchases',
	'spend',
	'cancel',
	'products'
];

export class ForeignTill {
	token = '';
	errorStatus: ErrorStatusMode = 'legacy200';
	readonly logged: unknown[] = [];
	/** Asked in place of the one in memory. */
	served: Engine | undefined;

	private constructor(
		readonly shop: TestShop,
		readonly engine: MemoryRewards,
		readonly key: string
	) {}

	static async open(
		given: Partial<KeyInput> = {},
		onto?: { shop: TestShop; engine: MemoryRewards | undefined }
	): Promise<ForeignTill> {
		const shop = onto?.shop ?? (await TestShop.open());
		if (!onto?.engine) await addMembers(shop);
		const engine = onto?.engine ?? new MemoryRewards(twoMembers());
		const input = {
			name: 'Café',
			scopes: everyScope,
			storeIds: [],
			expiresOn: '',
			unknownProducts: 'default' as const
		};
		const made = await createKey(shop.db, shop.ports, { ...input, ...given }, shopIds.manager);
		if (!made.ok) throw new Error(JSON.stringify(made.faults));
		const till = new ForeignTill(shop, engine, made.key);
		await till.signIn();
		return till;
	}

	get app(): CrmcomApp {
		const { db, ports } = this.shop;
		const log = { error: (entry: unknown) => void this.logged.push(entry) };
		return { db, ports, log, engine: this.served ?? this.engine, errorStatus: this.errorStatus };
	}

	async signIn(): Promise<void> {
		const authorization = `Basic ${Buffer.from(`${this.key}:`).toString('base64')}`;
		const answer = await this.raw('authentication/web_api_key/token', { headers: { authorization }, body: '{}' });
		this.token = String(answer.data.token);
	}

	async raw(path: string, init: RequestInit & { address?: string } = {}): Promise<WireAnswer> {
		const { address = '192.0.2.10', ...rest } = init;
		const url = new URL(basePath + path, 'https://shop.example');
		const response = await serveCrmcom(this.app, new Request(url, { method: 'POST', ...rest }), address);
		const body = (await response.json()) as WireAnswer['body'];
		const { code, description } = body.status;
		return {
			http: response.status,
			code: code.replace('COM.CRM.EXCEPTION.', ''),
			description,
			data: (body.data ?? {}) as Record<string, unknown>,
			rows: Array.isArray(body.data) ? (body.data as Record<string, unknown>[]) : [],
			headers: response.headers,
			body
		};
	}

	call(path: string, body: Record<string, unknown> = {}): Promise<WireAnswer> {
		return this.raw(path, { body: JSON.stringify({ token: this.token, ...body }) });
	}

	purchase(given: Record<string, unknown> = {}): Promise<WireAnswer> {
		return this.call('customer_events/purchases/create', purchaseBody(given));
	}

	spendOn(purchase: Record<string, unknown>, given: Record<string, unknown> = {}): Promise<WireAnswer> {
		return this.call('customer_events/spend_requests/create', {
			...byCard(),
			performed_on: '2026-11-20T09:43:30',
			purchase_customer_request_identifier: { number: purchase.number },
			...given
		});
	}

	cancel(event: Record<string, unknown>, kind = 'purchases'): Promise<WireAnswer> {
		return this.call(`customer_events/${kind}/cancel`, { customer_event_identifier: { id: event.id } });
	}

	/** As every test begins: past the windows of the rate limits, with a new token, and 12.40 in Eleni's wallet. */
	async renew(): Promise<void> {
		this.shop.ports.advance(61_000);
		Object.assign(this.engine, { instantMinor: 0, minimumMinor: 0, maximumMinor: null, failures: [] });
		const fresh = { balanceMinor: 1240, spendBlocked: false, automatic: false, ended: false };
		Object.assign(this.engine.member(eleni), fresh);
		await this.signIn();
	}

	close(): Promise<void> {
		return this.shop.close();
	}
}

export const byCard = (number = '9600000000000011') => ({
	rewards_participant_identifier: { access_token_identifier: { authentication_code: number } }
});

let made = 0;

/** Two lattes for 7.00 and something unknown for 2.50. */
export function purchaseBody(given: Record<string, unknown> = {}): Record<string, unknown> {
	made += 1;
	return {
		...byCard(),
		performed_by_unit_identifier: { alternative_code: 'S01' },
		performed_on: '2026-11-20T09:42:07',
		reference_number: `NIC-01-${String(made).padStart(6, '0')}`,
		external_system: 'CafePOS',
		products_set: [
			{ product_identifier: { code: 'P1' }, quantity: 2, net_amount: 6.54, vat_amount: 0.46, total_amount: 7 },
			{ product_identifier: { code: 'BROWNIE' }, net_amount: 2.1, vat_amount: 0.4, total_amount: 2.5 }
		],
		...given
	};
}

function twoMembers() {
	return [
		{
			...{ memberId: eleni, name: 'Eleni Markou', cards: ['9600000000000011'], phone: '+35799001122' },
			...{ email: 'eleni@members.example', balanceMinor: 1240 }
		},
		{ memberId: marios, name: 'Marios Georgiou', cards: ['9600000000000029'], phone: '+35799001122', balanceMinor: 0 }
	];
}

async function addMembers(shop: TestShop): Promise<void> {
	await shop.rows(`INSERT INTO members (id, name, email, phone, created_at) VALUES
		('${eleni}', 'Eleni Markou', 'eleni@members.example', '+35799001122', '2026-01-05T10:00:00Z'),
		('${marios}', 'Marios Georgiou', NULL, '+35799001122', '2026-02-05T10:00:00Z')`);
}
