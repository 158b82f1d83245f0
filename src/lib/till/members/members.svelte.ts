/** The members this till meets: identified, joined, given cards. What it learned of them goes when the cashier does. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { StoreSettings } from '$lib/contract/sync/pull';
import type { BasketMember } from '$lib/domain/basket/basket';
import type { TillParts } from '../parts';
import type { People } from '../rewards/person';
import { askForCard, askWho } from './ask';
import { fromServer, type Account, type Found } from './found';
import { identify, type Identification } from './identify';
import { join, newMemberId, type Joined, type JoinRefusal, type JoinWish } from './join';
import { takeCardNumber } from './numbers';

type Around = {
	settings: () => StoreSettings | null;
	staffId: () => string | null;
	people: People;
	/** Something was learned of somebody: what the basket costs may change. */
	learned: () => void;
};

export type CardGiven =
	| ({ ok: true; cardNumber: string } & Found)
	| {
			ok: false;
			code: 'needs_network' | 'too_many_tries' | (typeof cardRefusals)[number] | 'failed';
	  };

/** What a screen says of somebody who is attached. */
export type Met = { tier: string | null; account: Account | null };
type Known = Met & Pick<Found, 'member' | 'person'>;

export class Members {
	readonly #parts: TillParts;
	readonly #around: Around;
	readonly #met = new SvelteMap<string, Known>();
	/** Cards about which the server answered that it knows nobody. */
	readonly #nobodys = new SvelteSet<string>();

	constructor(parts: TillParts, around: Around) {
		this.#parts = parts;
		this.#around = around;
	}

	async identify(text: string): Promise<Identification> {
		const found = await identify(this.#parts, text, this.#around.settings());
		if (!found.ok) return found;
		const named = found.by === 'till' ? this.#named(found) : found;
		this.#remember(named);
		return named;
	}

	/** Somebody this cashier met already needs no network to be greeted. */
	#named<T extends Found>(found: T): T {
		const met = this.#met.get(found.member.cardHmac ?? '');
		if (!met || met.member.memberId === null) return found;
		const { member, tier, person } = met;
		// What was given since then is the server's to say.
		const { given: _given, ...known } = person;
		return { ...found, member, isKnown: true, tier, person: known };
	}

	/**
	 * Whose card that is which was shown without the network. Null: nobody's, as far as is known, or the server does not
	 * answer. Once it answered it is not asked again.
	 */
	async recognise({ cardHmac, cardLast4, name }: BasketMember): Promise<BasketMember | null> {
		if (name !== null || cardHmac === null || this.#nobodys.has(cardHmac)) return null;
		const answer = await askWho(this.#parts, { kind: 'card_hmac', cardHmac });
		if (!answer.ok) {
			if (answer.kind === 'refused') this.#nobodys.add(cardHmac);
			return null;
		}
		const found = fromServer(answer.value, cardLast4);
		this.#remember({ ...found, member: { ...found.member, cardHmac } });
		return { ...found.member, cardHmac };
	}

	newId(): string {
		return newMemberId(this.#parts);
	}

	async join(wish: Omit<JoinWish, 'staffId'>): Promise<Joined | JoinRefusal> {
		const joined = await join(this.#parts, { ...wish, staffId: this.#around.staffId() }, this.#around.settings());
		if (joined.ok) this.#remember(joined);
		return joined;
	}

	/** `number`: a prepared card; null: one of this till's numbers, or the server's. `replaces` ends the card that was shown. */
	async giveCard(member: BasketMember, number: string | null, replaces: boolean): Promise<CardGiven> {
		const { memberId } = member;
		if (memberId === null) return { ok: false, code: 'failed' };
		const lent = this.#around.settings()?.joinNumbers ?? [];
		const cardNumber = number ?? (await takeCardNumber(this.#parts, lent));
		const request = { memberId, cardNumber, replaces: replaces ? member.cardHmac : null };
		const answer = await askForCard(this.#parts, request);
		if (answer.ok) {
			const given = fromServer(answer.value.member, answer.value.cardNumber.slice(-4));
			this.#remember(given);
			return { ok: true, cardNumber: answer.value.cardNumber, ...given };
		}
		if (answer.kind === 'busy' && answer.code === 'too_many_tries') return { ok: false, code: 'too_many_tries' };
		if (answer.kind !== 'refused') return { ok: false, code: 'needs_network' };
		const code = cardRefusals.find((one) => one === answer.code);
		return { ok: false, code: code ?? 'failed' };
	}

	of({ memberId, cardHmac }: BasketMember): Met | null {
		return (memberId !== null && this.#met.get(memberId)) || this.#met.get(cardHmac ?? '') || null;
	}

	/** The cashier leaves: nobody who comes next has met these people. */
	forget(): void {
		this.#met.clear();
		this.#nobodys.clear();
	}

	#remember({ member, tier, account, person }: Found): void {
		this.#around.people.remember(member, person);
		for (const key of [member.memberId, member.cardHmac]) {
			if (key !== null) this.#met.set(key, { member, tier, account, person });
		}
		this.#around.learned();
	}
}

const cardRefusals = ['card_not_known', 'card_taken', 'card_not_theirs', 'payment_card'] as const;
