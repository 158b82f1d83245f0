/** Earn-only histories give the same balances, in whatever order and by whatever till they come in (I20). */
import type { Dice } from '../chance/dice';
import type { Sale } from './check';
import { emptyLedger, type WalletFlaws } from './ledger-state';
import { MemoryLedger } from './memory-ledger';

export function checkOrder(dice: Dice, sales: readonly Sale[], flaws?: WalletFlaws): string[] {
	const earning = sales.filter(({ body }) => body.kind === 'sale' && body.member && body.spends.length === 0);
	const inOrder = balancesAfter(earning, flaws);
	const shuffled = balancesAfter(shuffle(dice, earning), flaws);
	return inOrder === shuffled ? [] : [`I20: another order of the same sales gives ${shuffled}, not ${inOrder}`];
}

function balancesAfter(sales: readonly Sale[], flaws?: WalletFlaws): string {
	const state = emptyLedger();
	let made = 0;
	const ledger = new MemoryLedger(
		() => state,
		() => 0,
		() => String(++made),
		flaws
	);
	for (const { body, hash } of sales) ledger.sold({ body, hash, atMs: 0 }, () => null);
	return JSON.stringify([...state.balances].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shuffle<T>(dice: Dice, items: readonly T[]): T[] {
	const left = [...items];
	return items.flatMap(() => left.splice(dice.between(0, left.length - 1), 1));
}
