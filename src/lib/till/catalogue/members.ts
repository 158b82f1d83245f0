/** A card that was shown, as far as a till may know it: by its keyed hash. */
import { toBase64url, utf8 } from '$lib/domain/bytes';
import type { BasketMember } from '$lib/domain/basket/basket';
import { hmacWith } from '../device/secrets';
import type { JournalStore } from '../journal/store';
import type { Ports } from '../ports';
import { stranger, type Person } from '../rewards/person';
import type { CatalogueStore } from './store';

export type FoundMember = { member: BasketMember; tier: string | null };

/** The member of a card number; without a name and id when this till does not know the card: the server resolves it later. */
export async function findMember(
	{ ports, store, catalogue }: { ports: Ports; store: JournalStore; catalogue: CatalogueStore },
	cardNumber: string
): Promise<FoundMember | null> {
	const device = await store.device();
	if (!device) return null;
	const cardHmac = toBase64url(await hmacWith(ports.subtle, device, 'cardKeySealed', utf8(cardNumber)));
	const cardLast4 = cardNumber.slice(-4);
	const record = await catalogue.record('member_card', cardHmac);
	if (record?.kind !== 'member_card' || !('memberId' in record.data)) {
		return { member: { memberId: null, cardHmac, cardLast4, name: null }, tier: null };
	}
	const { memberId, name, tier } = record.data;
	return { member: { memberId, cardHmac, cardLast4, name }, tier };
}

/** What a pulled card says of its member: the tier. Segments come from the server alone. */
export function personOf({ member, tier }: FoundMember): Person {
	return member.memberId === null ? stranger : { tier, segments: [], known: { tier: true, segments: false } };
}
