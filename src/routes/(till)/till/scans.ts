/** What happens with a scanned text on the till. */
import { readCheckedCrockford } from '$lib/domain/code/crockford';
import { recognise } from '$lib/domain/code/scan';
import type { ScannedLabel, ScannedProduct } from '$lib/domain/code/scanned';
import type { ProductForSale } from '$lib/domain/basket/basket';
import { couponCodeOf } from '$lib/domain/basket/coupon';
import { oneMilli } from '$lib/domain/money/quantity';
import { roundHalfAwayFromZero } from '$lib/domain/money/money';
import { scanRulesOf } from '$lib/till/catalogue/scan-rules';
import { voucherSymbols } from '$lib/domain/voucher/code';
import { toReference } from '$lib/till/returns/reference';
import type { Desk } from './desk.svelte';
import { refusalWord } from './members/words';
import { t } from './words';

export async function takeScan(desk: Desk, text: string): Promise<void> {
	const coupon = couponIn(desk, text);
	if (coupon !== null) {
		closeQuestion(desk);
		return desk.showCoupon(coupon);
	}
	const scanned = recognise(text, scanRulesOf(desk.till.settings));
	const { catalogue } = desk.till;
	if ('lookups' in scanned && !catalogue.isWhole) await catalogue.reach(lookupsOf(scanned));
	switch (scanned.kind) {
		case 'product':
			return takeProduct(desk, scanned);
		case 'embedded':
			return takeLabel(desk, scanned);
		case 'card':
			return takeMember(desk, scanned.number);
		case 'pass':
			return takeMember(desk, scanned.text);
		case 'payment-card':
			return desk.toaster.show(t('scan.payment'));
		case 'receipt':
			return desk.giveBack(toReference(scanned));
		case 'unknown':
			return desk.ask({ kind: 'unknown', code: scanned.text });
		case 'voucher':
			closeQuestion(desk);
			return void (await desk.vouchers.show(scanned.code));
		case 'coupon':
		case 'enrolment':
			return desk.toaster.show(t('scan.other', { code: scanned.code }));
	}
}

/** A code that an offer of today's rules asks for. */
export function couponIn(desk: Desk, text: string): string | null {
	const code = couponCodeOf(text);
	return code !== null && desk.till.offers.coupons.has(code) ? code : null;
}

/** Whether a text is the code of a voucher: its last sign checks the others, so that no word is one by chance. */
export function isVoucherCode(text: string): boolean {
	return readCheckedCrockford(text)?.length === voucherSymbols;
}

function lookupsOf(scanned: ScannedProduct | ScannedLabel): readonly string[] {
	// A label's article may also stand under the whole number.
	return scanned.kind === 'embedded'
		? [...scanned.lookups, scanned.code, scanned.code.padStart(14, '0')]
		: scanned.lookups;
}

function find(desk: Desk, lookups: readonly string[]): ProductForSale | undefined {
	for (const code of lookups) {
		const product = desk.till.catalogue.byCode(code);
		if (product) return product;
	}
	return undefined;
}

/** A scan answers an open question by doing what it says; only the camera stays for the next code. */
function closeQuestion(desk: Desk): void {
	if (desk.question && desk.question.kind !== 'camera') desk.ask(null);
}

function takeProduct(desk: Desk, scanned: ScannedProduct): void {
	const product = find(desk, scanned.lookups);
	if (!product && scanned.problem === 'check_digit') return desk.toaster.show(t('scan.misread'));
	if (!product) return desk.ask({ kind: 'unknown', code: scanned.code });
	closeQuestion(desk);
	if (scanned.weightMilli !== undefined && product.sellBy === 'weight') {
		desk.addWeighed(product, scanned.weightMilli, scanned.code);
	} else if (scanned.priceMinor !== undefined && product.sellBy !== 'piece') {
		desk.addPriced(product, scanned.priceMinor, scanned.code);
	} else {
		desk.add(product, scanned.code);
	}
}

function takeLabel(desk: Desk, label: ScannedLabel): void {
	const product = find(desk, lookupsOf(label));
	if (!product) return desk.ask({ kind: 'unknown', code: label.code });
	closeQuestion(desk);
	// A shop may sell an article of its own whose number looks like a scale's label.
	if (product.codes.includes(label.code)) return desk.add(product, label.code);
	// Printed before anything lay on the scale: the till asks, as for goods without a label.
	if (saysNothing(label)) return desk.add(product, label.code);
	if (label.valueKind === 'weight') return void desk.addWeighed(product, label.quantityMilli, label.code);
	const unitMinor = product.priceMinor ?? 0;
	if (label.valueKind === 'price_to_quantity' && unitMinor > 0) {
		const milli = roundHalfAwayFromZero(label.priceMinor * oneMilli, unitMinor);
		return void desk.addWeighed(product, milli, label.code);
	}
	return void desk.addPriced(product, label.priceMinor, label.code);
}

function saysNothing(label: ScannedLabel): boolean {
	return label.valueKind === 'weight' ? label.quantityMilli === 0 : label.priceMinor === 0;
}

async function takeMember(desk: Desk, number: string): Promise<void> {
	const { id } = desk.basket;
	const found = await desk.till.members.identify(number);
	// The sale it was shown for is over.
	if (desk.basket.id !== id) return;
	if (!found.ok && found.code === 'card_prepared') return desk.ask({ kind: 'member', text: number });
	if (!found.ok) return desk.toaster.show(refusalWord('no', found.code));
	if (desk.question?.kind === 'member') desk.ask(null);
	desk.setMember(found.member);
}
