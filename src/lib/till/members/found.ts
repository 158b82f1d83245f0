/** Somebody a till knows for now: by its own index, or by the server's answer. */
import type { Balance, Identified } from '$lib/contract/sync/rewards';
import type { BasketMember } from '$lib/domain/basket/basket';
import { stranger, type Person } from '../rewards/person';

/** What the server said of a member. */
export type Account = {
	balances: readonly Balance[];
	spendBlocked: boolean;
	joinedAt: string | null;
	/** By the server's clock. */
	asOf: string;
};

export type Found = {
	member: BasketMember;
	/** False: nobody knows the card yet. */
	isKnown: boolean;
	tier: string | null;
	/** Null: only this till was asked, or it was not the server who answered. */
	account: Account | null;
	person: Person;
};

export function fromServer(answer: Identified, cardLast4: string | null): Found {
	const { memberId, shownName, tier, segments, cardHmac, balances, spendBlocked, counters, asOf } = answer;
	return {
		member: { memberId, cardHmac, cardLast4: cardLast4 ?? answer.cardLast4 ?? '', name: shownName },
		isKnown: true,
		tier,
		account: { balances, spendBlocked, joinedAt: answer.joinedAt ?? null, asOf },
		person: {
			...{ tier, segments, known: { tier: true, segments: true } },
			given: { counters, countersAsOfMs: Date.parse(asOf) }
		}
	};
}

/** Nobody knows the card yet: the sale keeps its keyed hash, and whoever learns of it later finds the member. */
export function unknownCard(cardHmac: string, cardLast4: string): Found {
	const member = { memberId: null, cardHmac, cardLast4, name: null };
	return { member, isKnown: false, tier: null, account: null, person: stranger };
}

/** A member's value in a currency as the server said it; one who never had any has nothing. */
export function balanceIn(account: Account | null, currency: string | undefined): Balance | null {
	if (account === null || currency === undefined) return null;
	const known = account.balances.find((one) => one.currency === currency);
	return known ?? { currency, balanceMinor: 0, conditionalMinor: 0, heldMinor: 0 };
}

/** What a balance could pay for anything right now: neither held nor tied. */
export function spendableMinor({ balanceMinor, conditionalMinor, heldMinor }: Balance): number {
	return Math.max(0, balanceMinor - conditionalMinor - heldMinor);
}
