/** What is known of the member and of what the basket earns, as screens say it: from the rewards system where it answered. */
import type { Balance, Preview } from '$lib/contract/sync/rewards';
import type { BasketMember } from '$lib/domain/basket/basket';
import { isKeptElsewhere } from '$lib/till/rewards/own-offers';
import { worthOf, type Worth } from '$lib/till/rewards/sale-rewards';
import type { Desk } from '../desk.svelte';
import { shownMember } from '../members/shown';
import type { Show } from '../show';
import { t, wordFor } from '../words';
import { earned } from './earned';

/** “€0.22 · 7 points”; in the shop's own currency also when it is nothing. */
export function sayWorth(parts: readonly Worth[], show: Show): string {
	const shown = parts.length > 0 ? parts : [{ currency: show.place.currency, amountMinor: 0 }];
	return shown.map(({ currency, amountMinor }) => show.worth(amountMinor, currency)).join(' · ');
}

/** What the rewards system said of the open basket: at Pay what it opened, before what it foresees. */
export function answered({ till }: Desk): Preview | null {
	const { spending, preview } = till.rewards;
	if (spending.state === 'open' && spending.opening.opened) return spending.opening.opened;
	// Foreseen before the network went: nobody knows whether it still holds.
	return preview.state === 'known' && till.sync.chip.state !== 'offline' ? preview.preview : null;
}

export function balanceOf(balances: readonly Balance[], currency: string): number {
	return balances.find((one) => one.currency === currency)?.balanceMinor ?? 0;
}

/** The member as the column on the right shows them; what the rewards system says of this very basket counts. */
export function memberNow(desk: Desk, member: BasketMember) {
	const shown = shownMember(desk, member);
	const { preview } = desk.till.rewards;
	const isOffline = desk.till.sync.chip.state === 'offline';
	const known = answered(desk) ?? (preview.state === 'asking' && !isOffline ? preview.former : null);
	return known ? { ...shown, detail: balanceWords(desk, known) } : shown;
}

/** Points beside the money would leave no room for what can be spent. */
function balanceWords({ show }: Desk, known: Preview): string {
	const { currency } = show.place;
	const canSpend = known.instantMinor + known.automaticMinor + known.additionalMinor;
	if (canSpend === 0) return t('reward.balance', { balance: sayWorth(worthOf(known.balances.map(toWorth)), show) });
	const balance = show.money(balanceOf(known.balances, currency));
	return t('reward.balanceSpend', { balance, amount: show.money(canSpend) });
}

/** Why only this till works the award out, where the rewards system was asked in vain. */
export function aloneWords({ till }: Desk): string | null {
	const { preview } = till.rewards;
	return preview.state === 'alone' ? (wordFor(`reward.why.${preview.code}`) ?? null) : null;
}

const toWorth = ({ currency, balanceMinor }: Balance): Worth => ({ currency, amountMinor: balanceMinor });

/** “Nora earns €8.99”, or about, where only this till worked it out; and what tells why. */
export function award(desk: Desk): { label: string; amount: string; onwhy: () => void } | undefined {
	const { member } = desk.basket;
	if (!member) return undefined;
	const name = desk.memberName(member);
	const known = answered(desk);
	// What another system will give, this till cannot say.
	if (!known && isKeptElsewhere(desk.till.settings)) return undefined;
	const onwhy = () => desk.ask({ kind: 'why', lineId: null });
	if (!known) return { label: t('reward.earns', { name }), amount: earned(desk.till.quote, desk.show), onwhy };
	return { label: t('reward.earnsSure', { name }), amount: sayWorth(worthOf(known.awards), desk.show), onwhy };
}
