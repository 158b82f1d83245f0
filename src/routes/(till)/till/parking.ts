import type { Desk } from './desk.svelte';
import { t } from './words';

/** Puts the open basket aside; the list of parked sales brings it back. */
export async function parkSale(desk: Desk): Promise<void> {
	if (desk.basket.lines.length === 0) return;
	if (desk.isPaying) return desk.toaster.show(t('refuse.paying'));
	const { id } = desk.basket;
	const parked = await desk.till.park(desk.basket.member ? desk.memberName(desk.basket.member) : null);
	if (!parked.ok) return desk.toaster.show(parked.reason);
	desk.toaster.show(t('parked.saved'), () => void desk.till.resume(id));
}
