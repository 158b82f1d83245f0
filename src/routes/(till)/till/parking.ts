import type { Desk } from './desk.svelte';
import { t } from './words';

/**
 * Puts the open basket aside; the list of parked sales brings it back. Undo stands until something of the next sale is rung
 * up, or another one goes on.
 */
export async function parkSale(desk: Desk): Promise<void> {
	if (desk.basket.lines.length === 0) return;
	if (desk.isPaying) return desk.toaster.show(desk.payingWords);
	const { id } = desk.basket;
	const parked = await desk.till.park(desk.basket.member ? desk.memberName(desk.basket.member) : null);
	if (!parked.ok) return desk.toaster.show(parked.reason);
	const next = desk.basket.id;
	const undo = async () => {
		const resumed = await desk.till.resume(id);
		if (!resumed.ok) desk.toaster.show(resumed.reason);
	};
	const stands = () => {
		const { id: now, lines, member, coupons } = desk.basket;
		return now === next && lines.length === 0 && member === null && coupons === undefined;
	};
	desk.toaster.show(t('parked.saved'), () => void undo(), stands);
}
