/**
 * What the other side spends by the member's own setting is decided before the till knows how much of it the sale can use.
 * Nothing on this wire makes it smaller: it is given back whole, and the sale's spend of the right size takes its place.
 */
import { toMinor } from '$lib/contract/crmcom/numbers';
import { currencyExponent } from '$lib/domain/money/money';
import type { ClientFault } from './client';
import type { Desk, Standing } from './purchase';
import * as purchaseRows from './queries.purchases';
import { isGone } from './remote';

type Purchase = { row: Pick<purchaseRows.RemotePurchase, 'id'>; standing: Standing };
type Done<T> = { ok: true; value: T } | ClientFault;

/** What stands afterwards. More than `mostMinor` is left only where the other side refuses to give it back. */
export async function limitAutomatic(
	desk: Desk,
	{ row, standing }: Purchase,
	mostMinor: number,
	currency: string
): Promise<Done<Standing>> {
	const isTooMuch = !standing.isBackEnd && standing.automaticMinor > mostMinor;
	if (!isTooMuch && !standing.givingBack) return { ok: true, value: standing };
	const found = await automaticSpends(desk, row.id, standing, currency);
	if (!found.ok) return isRefusal(found) ? { ok: true, value: standing } : found;
	let backMinor = 0;
	for (const { remoteId, amountMinor } of found.value) {
		const gone = await desk.remote.cancelSpend(remoteId);
		if (!gone.ok && !isGone(gone) && !isRefusal(gone)) return gone;
		if (isGone(gone)) backMinor += amountMinor;
	}
	const { givingBack: _, ...rest } = standing;
	const left = { ...rest, automaticMinor: Math.max(0, standing.automaticMinor - backMinor) };
	await write(desk, row.id, left);
	return { ok: true, value: left };
}

/** Those that were found before are not looked for again: some may be cancelled by now, and still have to be counted. */
async function automaticSpends(
	desk: Desk,
	id: string,
	standing: Standing,
	currency: string
): Promise<Done<NonNullable<Standing['givingBack']>>> {
	if (standing.givingBack) return { ok: true, value: standing.givingBack };
	const listed = await desk.remote.listSpends(standing.remoteId);
	if (!listed.ok) return listed;
	const exponent = currencyExponent(currency);
	const givingBack = listed.value.flatMap((one) => {
		if (one.id === null || one.automatic_spend !== true || one.life_cycle_state === 'CANCELLED') return [];
		return [{ remoteId: one.id, amountMinor: toMinor(one.spend_amount ?? 0, exponent) }];
	});
	await write(desk, id, { ...standing, givingBack });
	return { ok: true, value: givingBack };
}

/** The other side will not have it. A word that is not known here is one too: nothing depends on hearing it again. */
function isRefusal({ kind, code, again }: ClientFault): boolean {
	return kind === 'refused' && (code === null || !again);
}

function write({ db }: Desk, id: string, standing: Standing): Promise<void> {
	return purchaseRows.updatePurchase(db, id, { answer: JSON.stringify(standing) });
}
