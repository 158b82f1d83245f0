/** Who a basket is for, as far as offers ask: tier, segments and what was given so far, as far as this till knows them. */
import type { BasketMember } from '$lib/domain/basket/basket';
import { fromBase64url } from '$lib/domain/bytes';
import type { QuoteMember } from '$lib/domain/offers/quote-types';
import type { IndexedCard } from '../catalogue/card-index';
import type { CatalogueStore } from '../catalogue/store';

export type Person = {
	tier: string | null;
	segments: readonly string[];
	/** What was not asked of the server is not known, and rules that need it wait for a connection. */
	known: { tier: boolean; segments: boolean };
	/** What offers with a limit for a member gave this one, as the server said; absent: not known here. */
	given?: Pick<QuoteMember, 'counters' | 'countersAsOfMs'>;
};

export const stranger: Person = { tier: null, segments: [], known: { tier: false, segments: false } };

/** The index tells the tier of a card that is in use. Segments come from the server alone. */
export function personOf(card: IndexedCard | null): Person {
	if (card?.state !== 'earns' && card?.state !== 'no_spend') return stranger;
	return { tier: card.tier, segments: [], known: { tier: true, segments: false } };
}

/** The people met since the till started, by card or by member. */
export class People {
	readonly #met = new Map<string, Person>();

	constructor(private readonly catalogue: Pick<CatalogueStore, 'card'>) {}

	remember(member: BasketMember, person: Person): void {
		for (const key of keysOf(member)) this.#met.set(key, person);
	}

	of(member: BasketMember): Person {
		return keysOf(member).flatMap((key) => this.#met.get(key) ?? [])[0] ?? stranger;
	}

	/** What was just sold counts against limits, and only the server can say how much: it is asked when the member is shown again. */
	sold(member: BasketMember): void {
		const { given: _given, ...rest } = this.of(member);
		this.remember(member, rest);
	}

	/** Looks a card up in the index, for a basket that comes from before the start. Whether it is known now. */
	async recall(member: BasketMember): Promise<boolean> {
		if (this.of(member) !== stranger || member.cardHmac === null) return false;
		const hmac = fromBase64url(member.cardHmac);
		const person = personOf(hmac && (await this.catalogue.card(hmac)));
		if (person === stranger) return false;
		this.remember(member, person);
		return true;
	}
}

function keysOf({ memberId, cardHmac }: BasketMember): string[] {
	return [memberId, cardHmac].filter((key) => key !== null);
}
