/** Foreign tills as their makers write them: a connection that stays, a token, one purchase a call. */
import { Agent, request } from 'node:http';
import type pg from 'pg';
import type { ProductRecord } from '$lib/contract/sync/pull';
import { createKey } from '$lib/server/api-keys/keys';
import { createDb } from '$lib/server/db/client';
import { systemPorts } from '$lib/server/ports';
import { cardNumber } from './member-set';

const base = '/crmapi/rest/v2/';
const linesPerPurchase = 5;

export type ForeignTill = {
	keyId: string;
	token: string;
	agent: Agent;
	post: (path: string, body: string) => Promise<string>;
};

/** A key of its own each: a key may call twenty times a second. */
export async function openForeignTill(pool: pg.Pool, origin: string): Promise<ForeignTill> {
	const input = { scopes: ['identify', 'purchases'], storeIds: [], expiresOn: '', unknownProducts: 'refuse' as const };
	const made = await createKey(createDb(pool), systemPorts, { ...input, name: 'Bench' }, null);
	if (!made.ok) throw new Error(JSON.stringify(made.faults));
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const authorization = `Basic ${Buffer.from(`${made.key}:`).toString('base64')}`;
	const answer = await post(agent, origin, 'authentication/web_api_key/token', '{}', { authorization });
	const { data } = JSON.parse(answer) as { data: { token: string } };
	return { keyId: made.id, token: data.token, agent, post: (path, body) => post(agent, origin, path, body) };
}

function post(
	agent: Agent,
	origin: string,
	path: string,
	body: string,
	more: Record<string, string> = {}
): Promise<string> {
	return new Promise((resolve, reject) => {
		const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...more };
		const sent = request(origin + base + path, { method: 'POST', agent, headers }, (answer) => {
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.on('end', () => resolve(Buffer.concat(parts).toString()));
			answer.on('error', reject);
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

export type Buying = { goods: readonly ProductRecord[]; members: number; chance: () => number };

/** One of `members` shows the card and buys five things. */
export function purchaseBody(token: string, reference: string, { goods, members, chance }: Buying): string {
	const products_set = Array.from({ length: linesPerPurchase }, () => {
		const product = goods[Math.floor(chance() * goods.length)];
		if (!product) throw new Error('There is nothing to buy.');
		const totalMinor = product.priceMinor ?? 100;
		const netMinor = Math.round(totalMinor / 1.19);
		return {
			product_identifier: { code: product.sku },
			quantity: 1,
			net_amount: netMinor / 100,
			vat_amount: (totalMinor - netMinor) / 100,
			total_amount: totalMinor / 100
		};
	});
	const card = cardNumber(1 + Math.floor(chance() * members));
	return JSON.stringify({
		token,
		rewards_participant_identifier: { access_token_identifier: { authentication_code: card } },
		reference_number: reference,
		external_system: 'Bench',
		performed_on: new Date().toISOString(),
		products_set
	});
}
