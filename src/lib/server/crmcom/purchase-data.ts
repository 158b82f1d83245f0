/** Purchases and spends as the wire shows them. */
import { toLocalDate } from '$lib/contract/crmcom/dates';
import { toAmount, toQuantity } from '$lib/contract/crmcom/numbers';
import type { PurchaseData, PurchaseLineData } from '$lib/contract/crmcom/purchases';
import type { SpendRequestData } from '$lib/contract/crmcom/spends';
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Award } from '$lib/contract/sync/rewards';
import type { Db } from '../db/client';
import { numberOfMember, participantNumber } from './customer';
import { defaultProduct } from './lines';
import { unitData } from './place';
import type { SpendRow } from './queries.spends';
import { standInOf, standingSpends, type LineRow, type Stored } from './stored';

export const eventNumber = (number: number) => `CE${String(number).padStart(7, '0')}`;
const stateWord = (state: string) => (state === 'cancelled' || state === 'cancelling' ? 'CANCELLED' : 'POSTED');
export const reductionWord = (method: string) => (method === 'back_end' ? 'BACK_END_REDUCTION' : 'FRONT_END_REDUCTION');

type Echo = { description?: string; payment?: string; classification?: unknown };

/** `walletMinor`: the balance afterwards, where the call answers it. */
export async function purchaseData(db: Db, stored: Stored, walletMinor: number | null = null): Promise<PurchaseData> {
	return toPurchaseData(stored, await numberOfMember(db, stored.row.member_id), walletMinor);
}

/** `number`: the customer's. */
export function toPurchaseData(stored: Stored, number: number, walletMinor: number | null): PurchaseData {
	const { row, store } = stored;
	const amount = (minor: number | null) => (minor === null ? null : toAmount(minor, store.exponent));
	const echo = row.echo as Echo;
	return {
		id: toGuid(row.id),
		number: eventNumber(row.number),
		type: 'PURCHASE',
		life_cycle_state: stateWord(row.state),
		performed_on: toLocalDate(Date.parse(row.performed_at), store.zone),
		description: echo.description ?? null,
		reference_number: row.reference_number,
		external_system: row.external_system || null,
		external_system_reference_number: row.external_reference,
		payment_medium_identifier: echo.payment ?? null,
		classification: echo.classification ?? null,
		performed_by_unit: unitData(store),
		rewards_participant: { id: toGuid(row.member_id), number: participantNumber(number) },
		total_amount: amount(row.total_minor),
		net_amount: amount(row.net_minor),
		vat_amount: amount(row.vat_minor),
		total_awarded_amount: amount(row.awarded_minor),
		total_awarded_alternative_amount: row.awarded_points === 0 ? null : row.awarded_points,
		requested_spend_amount: amount(row.requested_minor),
		...spendTotals(stored),
		reduction_method: reductionWord(row.reduction_method),
		wallet_balance: amount(walletMinor),
		reversed_award_amount: amount(row.reversed_award_minor),
		reversed_spend_amount: amount(row.reversed_spend_minor),
		run_out_spend_amount: amount(row.run_out_spend_minor),
		products_set: stored.lines.map((line) => lineData(line, store.exponent)),
		award_reward_transactions_set: awardsData(stored),
		log_information: { created_date: toLocalDate(Date.parse(row.created_at), store.zone) }
	};
}

/** The sums by kind; explicit spends are always taken off at the front (§5.5). */
function spendTotals({ row, spends, store }: Stored) {
	const standing = standingSpends(spends);
	const sum = (...kinds: string[]) =>
		toAmount(
			standing.reduce((total, spend) => total + (kinds.includes(spend.kind) ? spend.amountMinor : 0), 0),
			store.exponent
		);
	return {
		total_spend_amount: sum('instant', 'automatic', 'additional'),
		total_instant_spend_amount: sum('instant'),
		total_automatic_spend_amount: sum('automatic'),
		total_additional_spend_amount: sum('additional'),
		front_end_spend_amount:
			row.reduction_method === 'back_end' ? sum('additional') : sum('instant', 'automatic', 'additional')
	};
}

function lineData(line: LineRow, exponent: number): PurchaseLineData {
	const standIn = standInOf(line) ?? defaultProduct;
	const product =
		line.product_id === null
			? { id: toGuid(standIn.id), code: standIn.sku, description: standIn.name }
			: { id: toGuid(line.product_id), code: line.sku, description: line.name };
	return {
		id: toGuid(line.id),
		quantity: toQuantity(line.quantity_milli),
		net_amount: toAmount(line.net_minor, exponent),
		vat_amount: toAmount(line.vat_minor, exponent),
		total_amount: toAmount(line.total_minor, exponent),
		product: { ...product, alternative_code: null },
		intended_product_identifier: line.intended_key,
		intended_product_value: line.intended_value
	};
}

function awardsData({ row, store }: Stored): PurchaseData['award_reward_transactions_set'] {
	return (row.awards as Award[]).map((award) => ({
		id: null,
		number: null,
		life_cycle_state: stateWord(row.state),
		amount: award.currency === store.currency ? toAmount(award.amountMinor, store.exponent) : award.amountMinor,
		currency: { code: award.currency },
		reward_offer: { name: award.label }
	}));
}

export async function spendData(
	db: Db,
	spend: SpendRow,
	purchase: Stored,
	walletMinor: number | null = null
): Promise<SpendRequestData> {
	const { store, row } = purchase;
	const amount = (minor: number | null) => (minor === null ? null : toAmount(minor, store.exponent));
	const isExplicit = spend.kind === 'additional';
	return {
		id: toGuid(spend.id),
		number: eventNumber(spend.number),
		type: 'SPEND REQUEST',
		life_cycle_state: stateWord(spend.state),
		performed_on: toLocalDate(Date.parse(spend.performed_at), store.zone),
		description: spend.description,
		external_system: spend.external_system || null,
		external_system_reference_number: spend.external_reference,
		requested_spend_amount: amount(spend.requested_minor),
		spend_amount: amount(spend.amount_minor),
		spend_alternative_amount: null,
		instant_spend: spend.kind === 'instant',
		automatic_spend: spend.kind === 'automatic',
		reduction_method: isExplicit ? 'FRONT_END_REDUCTION' : reductionWord(row.reduction_method),
		wallet_balance: amount(walletMinor),
		performed_by_unit: unitData(store),
		purchase_customer_event: await purchaseData(db, purchase)
	};
}
