/** A card that was shown, as far as a till may know it: by its keyed hash, without a name. */
import type { IndexedState } from '$lib/contract/sync/cards';
import type { BasketMember } from '$lib/domain/basket/basket';
import { toBase64url, utf8 } from '$lib/domain/bytes';
import { hmacWith } from '../device/secrets';
import type { JournalStore } from '../journal/store';
import type { Ports } from '../ports';
import { personOf, type Person } from '../rewards/person';
import type { CatalogueStore } from './store';

/** `state`: null when the index has no such card. */
export type FoundCard = { member: BasketMember; tier: string | null; state: IndexedState | null; person: Person };

/** What this till knows of a card number. Who it is the server finds by the hash that the sale keeps. */
export async function findCard(
	{ ports, store, catalogue }: { ports: Ports; store: JournalStore; catalogue: CatalogueStore },
	cardNumber: string
): Promise<FoundCard | null> {
	const device = await store.device();
	if (!device) return null;
	const hmac = await hmacWith(ports.subtle, device, 'cardKeySealed', utf8(cardNumber));
	const card = await catalogue.card(hmac);
	const member = { memberId: null, cardHmac: toBase64url(hmac), cardLast4: cardNumber.slice(-4), name: null };
	return { member, tier: card?.tier ?? null, state: card?.state ?? null, person: personOf(card) };
}
