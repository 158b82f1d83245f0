/** What the other side gave on a sale, for the figures of its return. Receipts read it from `earned`. */
import type { Balance } from '$lib/contract/sync/rewards';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Db } from '../db/client';
import type { Given } from '../rewards/backend';
import { fingerprint } from './content';
import { awardsOf, walletBalances } from './figures';
import { readStanding, type Desk } from './purchase';
import * as memberRows from './queries.members';
import * as purchaseRows from './queries.purchases';
import { contentOf, leftOf } from './settle';

/**
 * What the whole sale was answered with. It names no lines, so returns take their share by what was paid; the other side
 * may come to a cent more or less, because it evaluates what is left anew. Null: it has not heard of the sale yet.
 */
export async function awardsThere(db: Db, sale: SaleBody, memberId: string): Promise<Given['awards']> {
	const content = contentOf(sale, memberId, leftOf(sale, []).lines);
	const contents = [true, false].map((instant) => fingerprint({ ...content, instant }));
	const found = await purchaseRows.findAnswered(db, sale.saleId, contents);
	if (!found) return null;
	return awardsOf(readStanding(found.answer), sale.currency).map(({ currency, amountMinor }) => {
		return { lotId: found.id, currency, amountMinor, basis: null };
	});
}

/** Empty: it does not know the member, or does not answer. */
export async function balancesThere({ db, remote }: Desk, memberId: string, currency: string): Promise<Balance[]> {
	const participantId = await memberRows.findParticipant(db, memberId);
	const shown = participantId === null ? null : await remote.showById(participantId);
	return shown?.ok ? walletBalances(shown.value.wallet, currency) : [];
}
