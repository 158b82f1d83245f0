/** A correction that somebody stands for goes into the ledger. */
import type { Ports } from '$lib/server/ports';
import * as wallet from '$lib/server/wallet/wallet';
import { decide, type AdjustmentRow, type Trx } from './queries';

/** What was asked for. */
export type Wish = Pick<
	AdjustmentRow,
	'member_id' | 'currency' | 'amount_minor' | 'label' | 'reason' | 'expires_at' | 'conditions'
>;

export type AskedRow = Wish & Pick<AdjustmentRow, 'id' | 'asked_by'>;

/** The wallet holds less than is to be taken; undoes the transaction. */
export class TooLittle extends Error {}

export function factsOf({ id, currency, amount_minor: amountMinor, conditions }: Omit<AskedRow, 'asked_by'>) {
	return { adjustmentId: id, currency, amountMinor, ...wallet.limitsFact(conditions) };
}

/** The ledger names who asked; who agreed stands beside it. */
export async function book(tx: Trx, ports: Ports, row: AskedRow, agreedBy: string | null): Promise<void> {
	const booked = await wallet.adjust(tx, ports, {
		key: `adjustment:${row.id}`,
		...{ memberId: row.member_id, currency: row.currency, amountMinor: row.amount_minor },
		...{ label: row.label, reason: row.reason, actor: { kind: 'staff', id: row.asked_by } },
		expiresAtMs: row.expires_at === null ? null : Date.parse(row.expires_at),
		conditions: row.conditions,
		policy: 'refuse'
	});
	if (!booked.ok && booked.code === 'insufficient_value') throw new TooLittle();
	if (!booked.ok) throw new Error(`adjustment ${row.id} was booked with other content`);
	const decided = { decided_by: agreedBy, decided_at: new Date(ports.now()), transaction_id: booked.transactionId };
	await decide(tx, row.id, { state: 'booked', ...decided });
}
