/** What is held for a sale, as its till is told: with the lines that each part may pay for. */
import type { Grant } from '$lib/contract/sync/rewards';
import type { SpendLot } from '$lib/domain/receipt/sale';
import { lineRule } from '$lib/domain/wallet/conditions';
import type { Held } from '../wallet/hold';
import type { Scene } from './scene';

/** More than this are told together: a sale's event stays small. */
const mostLots = 100;

/** Null: not a spend at the till. */
export function toGrant(held: Held, scene: Pick<Scene, 'basket' | 'lines'>): Grant | null {
	const { grantId, kind, amountMinor, label } = held;
	if (kind === 'offline') return null;
	const lots = held.lots.map(({ lotId, amountMinor: of, conditions }): SpendLot => {
		return { lotId, amountMinor: of, lineNos: linesFor(conditions, scene) };
	});
	return { grantId, kind, amountMinor, label, ...(lots.length > 0 && { lots: together(lots) }) };
}

/** Empty: all of them. */
function linesFor(conditions: Held['lots'][number]['conditions'], { basket, lines }: Pick<Scene, 'basket' | 'lines'>) {
	const allows = lineRule(conditions);
	const allowed = basket.lines.filter((_, index) => lines[index] !== undefined && allows(lines[index]));
	return allowed.length === lines.length ? [] : allowed.map(({ lineNo }) => lineNo);
}

function together(lots: SpendLot[]): SpendLot[] {
	if (lots.length <= mostLots) return lots;
	const joined = new Map<string, SpendLot>();
	for (const { amountMinor, lineNos } of lots) {
		const key = lineNos.join();
		joined.set(key, { lotId: null, lineNos, amountMinor: amountMinor + (joined.get(key)?.amountMinor ?? 0) });
	}
	return [...joined.values()];
}
