import type { Desk } from '../desk.svelte';

/**
 * The bill shrank below what was paid: vouchers go back one by one, then what the member spends, until the payments fit.
 * Nothing should lower a bill while the terminal is asked; but a card that was charged must never depend on that.
 */
export async function makeRoom(desk: Desk): Promise<void> {
	const { till } = desk;
	for (const { voucherId } of till.spends.toReversed()) {
		if (!desk.settlement.refusal) return;
		if (voucherId !== undefined) await till.vouchers.putBack(voucherId);
	}
	if (desk.settlement.refusal && till.rewards.spending.state === 'open') await till.rewards.giveUp();
}
