/** The whole scenario of a till that speaks CRM.COM v2: who, what would it earn, buy, spend, receipt; find, cancel; products. */
import * as z from 'zod/mini';
import { participantAnswer } from '$lib/contract/crmcom/participants';
import { synchroniseAnswer } from '$lib/contract/crmcom/products';
import { previewAnswer, purchaseAnswer } from '$lib/contract/crmcom/purchases';
import { spendRequestAnswer } from '$lib/contract/crmcom/spends';
import type { CallPath } from '$lib/contract/crmcom/methods';
import type { CrmcomClient } from '$lib/server/crmcom-client/client';
import { StartError } from '$lib/server/start-error';
import { printStep } from './print';

export type Scene = { client: CrmcomClient; card: string; unit: string | null; nowMs: number };

/** Two known products and one that the other side does not know: its code is kept there. */
const basket = [
	{ product_identifier: { code: 'C001' }, quantity: 2, net_amount: 8.24, vat_amount: 1.56, total_amount: 9.8 },
	{ product_identifier: { code: 'B002' }, quantity: 1, net_amount: 3.18, vat_amount: 0.22, total_amount: 3.4 },
	{ product_identifier: { code: 'SEASONAL-7' }, quantity: 1, net_amount: 2.1, vat_amount: 0.4, total_amount: 2.5 }
];
const dueAmount = 15.7;

const timeoutMs = 10_000;

async function ask<S extends z.ZodMiniType>({ client }: Scene, path: CallPath, body: object, answer: S) {
	const called = await client.call(path, body, answer, timeoutMs);
	if (!called.ok) throw new StartError(`\nThe demonstration ends here: ${called.text}`);
	return called.value;
}

export async function playScenario(scene: Scene): Promise<void> {
	const { card, unit, nowMs } = scene;
	const who = { rewards_participant_identifier: { access_token_identifier: { authentication_code: card } } };
	const where = unit === null ? {} : { performed_by_unit_identifier: { alternative_code: unit } };
	// The server's clock decides what a time without a zone is; a Z is taken at its word.
	const when = { performed_on: `${new Date(nowMs).toISOString().slice(0, 19)}Z` };
	const reference = `DEMO-${nowMs.toString(36).toUpperCase()}`;

	printStep('1. Who is it?');
	const customer = await ask(scene, 'rewards_participants/show', who, participantAnswer);

	printStep('2. What would the basket earn, and what could be spent?');
	const preview = await ask(
		scene,
		'customer_events/purchases/preview',
		{ ...who, ...where, ...when, products_set: basket },
		previewAnswer
	);

	printStep('3. The basket is closed');
	const sale = {
		...{ ...who, ...where, ...when, reference_number: reference, external_system: 'crmcom:demo' },
		...{ external_system_reference_number: reference, products_set: basket }
	};
	const purchase = await ask(scene, 'customer_events/purchases/create', sale, purchaseAnswer);

	const asked = Math.min(5, preview.total_additional_spend_amount ?? 0);
	let granted = 0;
	if (asked > 0) {
		printStep(`4. The customer spends ${asked.toFixed(2)}`);
		const wish = {
			...{ ...who, ...where, ...when, spend_amount: asked },
			...{ external_system: 'crmcom:demo', external_system_reference_number: `${reference}-S1` },
			purchase_customer_request_identifier: { id: purchase.id }
		};
		const spent = await ask(scene, 'customer_events/spend_requests/create', wish, spendRequestAnswer);
		granted = spent.spend_amount ?? 0;
	} else {
		printStep('4. Nothing can be spent on this basket; a till would not offer it');
	}
	printReceipt(customer.number, purchase, granted);

	printStep('5. The same purchase once more: the answer is the first one, nothing is booked twice');
	const again = await ask(scene, 'customer_events/purchases/create', sale, purchaseAnswer);
	if (again.id !== purchase.id) throw new StartError('The repeated call booked a second purchase.');

	printStep('6. Find it by its receipt');
	await ask(
		scene,
		'customer_events/purchases/list',
		{ ...who, reference_number: reference, number_of_results: 5, offset: 0 },
		z.array(purchaseAnswer)
	);

	printStep('7. Cancel it: the award goes, the spend comes back');
	await ask(
		scene,
		'customer_events/purchases/cancel',
		{ customer_event_identifier: { id: purchase.id } },
		purchaseAnswer
	);

	printStep('8. Send products: what fits is taken, what does not is named');
	const products = [
		{ code: 'B002', description: 'Brownie', type_identifier: { name: 'Food' } },
		{ code: 'X-9', description: 'Nothing', type_identifier: { name: 'NoSuchType' } }
	];
	await ask(scene, 'products/synchronise', { products_set: products }, synchroniseAnswer);
}

function printReceipt(customer: string | null, purchase: z.output<typeof purchaseAnswer>, granted: number): void {
	const spent = (purchase.total_instant_spend_amount ?? 0) + (purchase.total_automatic_spend_amount ?? 0) + granted;
	const isBackEnd = purchase.reduction_method === 'BACK_END_REDUCTION';
	const off = isBackEnd ? granted : spent;
	const rows: [string, string][] = [
		['2 × Iced Caramel Latte', '9.80'],
		['Brownie', '3.40'],
		['Seasonal cake', '2.50'],
		['Total', dueAmount.toFixed(2)],
		['Rewards spent', `−${off.toFixed(2)}`],
		['To pay', (dueAmount - off).toFixed(2)],
		[`Customer ${customer ?? ''}`, ''],
		['Rewards earned', (purchase.total_awarded_amount ?? 0).toFixed(2)],
		['Balance', ((purchase.wallet_balance ?? 0) - granted).toFixed(2)]
	];
	printStep('   The receipt');
	for (const [name, value] of rows) console.log(`    ${name.padEnd(28)}${value.padStart(10)}`);
}
