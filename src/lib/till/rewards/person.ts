/** Who a basket is for, as far as offers ask: tier, segments and what was given so far, as far as this till knows them. */
import type { BasketMember } from '$lib/domain/basket/basket';
import type { QuoteMember } from '$lib/domain/offers/quote-types';
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

/** The people met since the till started, by card or by member. */
export class People {
	readonly #met = new Map<string, Person>();

	constructor(private readonly catalogue: Pick<CatalogueStore, 'record'>) {}

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

	/** Looks a card up among what was pulled, for a basket that comes from before the start. Whether it is known now. */
	async recall(member: BasketMember): Promise<boolean> {
		if (this.of(member) !== stranger || member.cardHmac === null) return false;
		const record = await this.catalogue.record('member_card', member.cardHmac);
		if (record?.kind !== 'member_card' || !('memberId' in record.data)) return false;
		this.remember(member, { tier: record.data.tier, segments: [], known: { tier: true, segments: false } });
		return true;
	}
}

function keysOf({ memberId, cardHmac }: BasketMember): string[] {
	return [memberId, cardHmac].filter((key) => key !== null);
}
