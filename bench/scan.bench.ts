/** From a scanned text to the basket's new totals, without a screen: what it is, look-up, line, prices, tax. */
import type { Basket } from '$lib/domain/basket/basket';
import { addProduct, newBasket } from '$lib/domain/basket/lines';
import { priceBasket, type PriceTerms } from '$lib/domain/basket/price';
import { defaultScanRules, recognise } from '$lib/domain/code/scan';
import { ProductCatalogue } from '$lib/till/catalogue/catalogue';
import { interleave, pick, seeded, spread, toRow, type Bench, type Setting } from './harness';
import { idOf, makeProducts, scanOf, taxRates } from './parts/goods';

const lineCount = 30;
const scansPerRound = 500;
const terms: PriceTerms = { currency: 'EUR', pricesIncludeTax: true, taxMode: 'receipt', taxRates };

/** What the till does with a scan, and the totals it then shows. */
function scan(goods: ProductCatalogue, basket: Basket, text: string): { basket: Basket; totalMinor: number } {
	const scanned = recognise(text, defaultScanRules);
	if (scanned.kind !== 'product') throw new Error(`${text} was taken for ${scanned.kind}.`);
	const product = scanned.lookups.map((code) => goods.byCode(code)).find((found) => found !== undefined);
	if (!product) throw new Error(`${text} was not found.`);
	const taxRateBp = terms.taxRates.find(({ id }) => id === product.taxRateId)?.rateBp ?? 0;
	const change = addProduct(basket, product, { lineId: idOf(3, basket.lines.length), nowMs: 0, taxRateBp, code: text });
	if (!change.ok) throw new Error(change.code);
	return { basket: change.basket, totalMinor: priceBasket(change.basket, terms).totalMinor };
}

async function run({ rounds, products: count }: Setting) {
	const products = makeProducts(count);
	const goods = new ProductCatalogue();
	goods.take([{ no: 0, products }], true);
	const chance = seeded(3);
	const texts = Array.from({ length: lineCount + 997 }, () => {
		const product = products[Math.floor(chance() * count)];
		return product ? scanOf(product) : '';
	});
	let full = newBasket(idOf(4, 0), 0);
	for (const text of new Set(texts)) {
		if (full.lines.length >= lineCount - 1) break;
		full = scan(goods, full, text).basket;
	}
	let next = 0;
	const round = () => {
		const times: number[] = [];
		for (let done = 0; done < scansPerRound; done++) {
			const text = texts[next++ % texts.length] ?? '';
			const startMs = performance.now();
			scan(goods, full, text);
			times.push(performance.now() - startMs);
		}
		return spread(times);
	};
	round();
	const { scan: measured } = await interleave(rounds, { scan: round });
	const what = `scan → totals of ${String(lineCount)} lines`;
	return [
		toRow({ what: `${what}, p50`, unit: 'ms', values: pick(measured, 'p50'), budget: { atMost: 1 } }),
		toRow({ what: `${what}, p95`, unit: 'ms', values: pick(measured, 'p95'), budget: { atMost: 1 } }),
		toRow({ what: `${what}, p99`, unit: 'ms', values: pick(measured, 'p99') })
	];
}

export const bench: Bench = { title: 'Scan → totals, pure part', run };
