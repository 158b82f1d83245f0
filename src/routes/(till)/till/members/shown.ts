/** The member of a basket as the column on the right shows them. */
import type { BasketMember } from '$lib/domain/basket/basket';
import { balanceIn, spendableMinor } from '$lib/till/members/found';
import type { Desk } from '../desk.svelte';
import { tm } from './words';

export function shownMember(desk: Desk, member: BasketMember) {
	const met = desk.till.members.of(member);
	const { account, tier } = met ?? { account: null, tier: null };
	const money = balanceIn(account, desk.till.settings?.currency);
	const isOffline = desk.till.sync.chip.state === 'offline';
	const amount = money && desk.show.money(money.balanceMinor);
	const card = member.cardLast4 === '' ? null : tm('who.card', { last4: member.cardLast4 });
	// What it was when the server was heard last is no promise now.
	const asOf = account && tm('who.balanceAsOf', { amount: amount ?? '', time: desk.show.time(account.asOf) });
	const spendable = account?.spendBlocked
		? tm('who.earnsOnly')
		: money && tm('who.spendable', { amount: desk.show.plain(spendableMinor(money)) });
	const unnamed = tm(isOffline ? 'who.noNameOffline' : 'who.noName');
	return {
		name: desk.memberName(member),
		isNamed: member.name !== null,
		...(tier !== null && { tier, tierLook: tier === 'Gold' ? ('gold' as const) : ('plain' as const) }),
		detail:
			isOffline && money
				? (asOf ?? '')
				: [amount, spendable, money ? null : member.name === null ? unnamed : card]
						.filter((part) => typeof part === 'string')
						.join(' · ')
	};
}
