import type { MemberReceipt } from '$lib/contract/my/account';
import { pointsCurrency } from '$lib/domain/offers/offer';
import { walletSpends } from '$lib/domain/voucher/voucher';
import { formatAmount, formatDate, formatTime } from '$lib/ui/format';

const dayOf = (at: string | Date, zone: string) => formatDate(at, zone, 'en-CA');

/** Receipts under “Today”, “Yesterday”, “Earlier this month” and then by month; the order is kept. */
export function groupReceipts(
	receipts: readonly MemberReceipt[],
	now: Date
): { label: string; receipts: MemberReceipt[] }[] {
	const groups: { label: string; receipts: MemberReceipt[] }[] = [];
	for (const receipt of receipts) {
		const label = labelOf(receipt, now);
		const last = groups.at(-1);
		if (last?.label === label) last.receipts.push(receipt);
		else groups.push({ label, receipts: [receipt] });
	}
	return groups;
}

function labelOf({ at, zone }: MemberReceipt, now: Date): string {
	const day = dayOf(at, zone);
	if (day === dayOf(now, zone)) return 'Today';
	if (day === dayOf(new Date(now.getTime() - 86_400_000), zone)) return 'Yesterday';
	const month = (date: string | Date) =>
		new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: zone }).format(new Date(date));
	return month(at) === month(now) ? 'Earlier this month' : month(at);
}

/** “14:35 · 9 items”, or with the day for older ones. */
export function whenWords({ at, zone, locale, sale }: MemberReceipt, now: Date): string {
	const count = sale.lines.reduce(
		(sum, line) => sum + Math.abs(line.unit === 'H87' ? line.quantityMilli / 1000 : 1),
		0
	);
	const items = count === 1 ? '1 item' : `${String(count)} items`;
	const time = formatTime(at, zone, locale);
	const isToday = dayOf(at, zone) === dayOf(now, zone);
	return `${isToday ? time : `${formatDate(at, zone, locale, 'short')}, ${time}`} · ${items}`;
}

/** “+8.99 · +9 points · used 12.00”: what a sale gave and what was spent on it; nothing of a return. */
export function gainWords({ earned = [], takenBack = [], sale, locale }: MemberReceipt): string {
	const plain = (minor: number) => formatAmount(minor, sale.currency, locale, { symbol: false });
	if (sale.kind === 'return') return backWords(takenBack, sale, plain);
	const usedMinor = spentMinor(sale);
	const gained = earned.filter(({ amountMinor }) => amountMinor > 0);
	const isPoints = ({ currency }: (typeof gained)[number]) => currency === pointsCurrency;
	return [
		...gained.filter((one) => !isPoints(one)).map(({ amountMinor }) => `+${plain(amountMinor)}`),
		...gained.filter(isPoints).map(({ amountMinor: n }) => `+${String(n)} ${n === 1 ? 'point' : 'points'}`),
		...(usedMinor > 0 ? [`used ${plain(usedMinor)}`] : [])
	].join(' · ');
}

/** From the member's wallet; of a return, what goes back into it. */
function spentMinor({ spends }: MemberReceipt['sale']): number {
	return walletSpends(spends).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** Of a return: what was earned goes back to the shop, what was spent comes back to the member. */
function backWords(
	takenBack: NonNullable<MemberReceipt['takenBack']>,
	sale: MemberReceipt['sale'],
	plain: (minor: number) => string
): string {
	const backMinor = spentMinor(sale);
	return [
		...takenBack.map(({ currency, amountMinor: n }) => {
			if (currency !== pointsCurrency) return `−${plain(n)} earned`;
			return `−${String(n)} ${n === 1 ? 'point' : 'points'}`;
		}),
		...(backMinor > 0 ? [`${plain(backMinor)} given back`] : [])
	].join(' · ');
}
