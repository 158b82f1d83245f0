/** What may be wrong with a member as it was typed; every fault names its field and the remedy. */
import { isPaymentCard } from '$lib/domain/code/card';
import { readContacts, type Contacts } from '$lib/server/members/contacts';

export type MemberInput = {
	name: string;
	phone: string;
	email: string;
	tier: string;
	/** Words with commas between them. */
	segments: string;
	/** Empty: none. */
	homeStoreId: string;
	state: string;
	spendBlocked: boolean;
	terms: boolean;
	news: boolean;
	profiling: boolean;
	/** Of a new member: empty draws a number. */
	card: string;
	/** The contact is somebody else's too, and that is right. */
	evenIfKnown: boolean;
};

export type MemberFaults = Partial<Record<keyof MemberInput, string>>;

export const memberStates = ['active', 'suspended', 'ended'] as const;
const mostSegments = 20;

export type ReadInput = {
	contacts: Contacts;
	segments: string[];
	card: string | null;
};

/** Reads what was typed. `country`: what a phone number without a country code means. */
export function readInput(input: MemberInput, country: string): ReadInput & { faults: MemberFaults } {
	const contacts = readContacts(input, country);
	const segments = [
		...new Set(
			input.segments
				.split(',')
				.map((word) => word.trim())
				.filter(Boolean)
		)
	];
	const card = input.card.replace(/[\s-]/g, '') || null;
	const found: [keyof MemberInput, string | null][] = [
		['name', nameFault(input.name.trim())],
		[
			'phone',
			contacts.unreadable.includes('phone') ? 'Type the phone with its area code, for example 040 123456.' : null
		],
		['email', contacts.unreadable.includes('email') ? 'Type an address such as name@example.org.' : null],
		['tier', input.tier.trim().length > 40 ? 'Use at most 40 characters.' : null],
		['segments', segmentsFault(segments)],
		['state', memberStates.some((state) => state === input.state) ? null : 'Choose active, suspended or ended.'],
		['card', card === null ? null : cardFault(card)]
	];
	const faults = Object.fromEntries(found.filter(([, fault]) => fault !== null)) as MemberFaults;
	return { contacts, segments, card, faults };
}

function nameFault(name: string): string | null {
	if (!name) return 'Type a name; cashiers greet the member by it.';
	return name.length > 80 ? 'Use at most 80 characters.' : null;
}

function segmentsFault(segments: readonly string[]): string | null {
	if (segments.length > mostSegments) return `Use at most ${String(mostSegments)} segments.`;
	return segments.some((word) => word.length > 40) ? 'Use at most 40 characters for each segment.' : null;
}

function cardFault(number: string): string | null {
	if (isPaymentCard(number)) return 'That is a payment card; use one of the shop’s own cards.';
	return /^\d{4,19}$/.test(number) ? null : 'Type the digits printed on the card, 4 to 19 of them.';
}

/** What to do about a card that could not be given. */
export const cardRemedies = {
	member_not_found: 'Who ended gets no card; make the member active first.',
	card_not_known: 'No card range of the shop has this number; look for a mistyped digit, or add the range.',
	card_taken: 'This card is somebody’s already, or blocked; take another one.',
	card_not_theirs: 'This card was replaced already; load the page again.',
	payment_card: 'That is a payment card; use one of the shop’s own cards.',
	card_lent: 'This number is lent to a till that may give it away without network; take another one.'
} as const;
