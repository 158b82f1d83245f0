/** What is known of the member and of what the basket earns, as screens say it: from the rewards system where it answered. */
import type { Balance, Preview } from '$lib/contract/sync/rewards';
import { worthOf, type Worth } from '$lib/till/rewards/sale-rewards';
import type { Desk } from '../desk.svelte';
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
	return preview.state === 'known' ? preview.preview : null;
}

export function balanceOf(balances: readonly Balance[], currency: string): number {
	return balances.find((one) => one.currency === currency)?.balanceMinor ?? 0;
}

/** Below the member's name: balance and what can be spent, or why nobody knows. */
export function memberDetail(desk: Desk): string {
	const { till, show, basket } = desk;
	const { preview } = till.rewards;
	const known = answered(desk) ?? (preview.state === 'asking' ? preview.former : null);
	if (known) {
		const { currency } = show.place;
		// Points beside the money would leave no room for what can be spent.
		const canSpend = known.instantMinor + known.automaticMinor + known.additionalMinor;
		if (canSpend === 0) {
			return t('reward.balance', { balance: sayWorth(worthOf(known.balances.map(toWorth)), show) });
		}
		const balance = show.money(balanceOf(known.balances, currency));
		return t('reward.balanceSpend', { balance, amount: show.money(canSpend) });
	}
	if (preview.state === 'asking') return t('reward.asking');
	const why = preview.state === 'alone' ? wordFor(`reward.why.${preview.code}`) : undefined;
	return why ?? t('member.card', { last4: basket.member?.cardLast4 ?? '' });
}

const toWorth = ({ currency, balanceMinor }: Balance): Worth => ({ currency, amountMinor: balanceMinor });

/** “Nora earns €8.99”, or about, where only this till worked it out. */
export function award(desk: Desk): { label: string; amount: string } | undefined {
	const { member } = desk.basket;
	if (!member) return undefined;
	const name = desk.memberName(member);
	const known = answered(desk);
	if (!known) return { label: t('reward.earns', { name }), amount: earned(desk.till.quote, desk.show) };
	return { label: t('reward.earnsSure', { name }), amount: sayWorth(worthOf(known.awards), desk.show) };
}
