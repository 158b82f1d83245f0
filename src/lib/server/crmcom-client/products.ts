/** The other side is told of our products once a day, a thousand at a time (specs/crmcom-api.md §3.8). */
import { mostProducts } from '$lib/contract/crmcom/products';
import type { Db } from '../db/client';
import { log } from '../http/log';
import type { Ports } from '../ports';
import type { Called, CrmcomClient } from './client';
import { countProducts, forgetProductRound, selectProductsAfter, takeProductRound } from './queries.products';
import { remoteOf, type Remote } from './remote';

export type ProductForRewards = {
	sku: string;
	name: string;
	kind: string | null;
	brand: string | null;
	family: string | null;
	categories: string[];
};

export type RefusedProduct = { sku: string; code: string; detail: string };

/** At most a thousand. What cannot be taken there is named, the others are. */
export async function sendProducts(
	remote: Remote,
	products: readonly ProductForRewards[]
): Promise<Called<RefusedProduct[]>> {
	const sent = await remote.synchronise(products.map(toRow));
	if (!sent.ok) return sent;
	const refused = (sent.value.unprocessed_products_set ?? []).map((row) => ({
		...{ sku: row.request_code ?? '', code: row.error_code ?? '', detail: row.error_description ?? '' }
	}));
	return { ok: true, value: refused };
}

function toRow({ sku, name, kind, brand, family, categories }: ProductForRewards) {
	const named = (value: string | null) => (value === null ? {} : { name: value });
	return {
		...{ code: sku, description: name },
		...(kind === null ? {} : { type_identifier: named(kind) }),
		...(brand === null ? {} : { brand_identifier: named(brand) }),
		...(family === null ? {} : { family_identifier: named(family) }),
		...(categories.length === 0 ? {} : { categories_set: categories.map(named) })
	};
}

const dayMs = 86_400_000;
const sendTimeoutMs = 120_000;

/** Sends everything once a day; a round that fails begins again an hour later. */
export async function productRound(db: Db, ports: Ports, client: CrmcomClient): Promise<boolean> {
	const nowMs = ports.now();
	if (!(await takeProductRound(db, new Date(nowMs), new Date(nowMs - dayMs)))) return false;
	const remote = remoteOf(client, sendTimeoutMs);
	for (let after = ''; ;) {
		const products = await selectProductsAfter(db, after, mostProducts);
		const last = products.at(-1);
		if (!last) return true;
		const sent = await sendProducts(remote, products);
		if (!sent.ok) {
			await forgetProductRound(db);
			log().warn({ task: 'products to CRM.COM', error: sent.text }, 'background task failed');
			return false;
		}
		await countProducts(db, products.length, sent.value.length);
		after = last.sku;
	}
}

const everyMs = 3_600_000;

export function startProductRounds(db: Db, ports: Ports, client: CrmcomClient): { stop: () => void } {
	const round = () => {
		productRound(db, ports, client).catch((error: unknown) => {
			log().warn({ task: 'products to CRM.COM', error: String(error) }, 'background task failed');
		});
	};
	const timer = setInterval(round, everyMs).unref();
	round();
	return { stop: () => clearInterval(timer) };
}
