/** What was granted becomes what the sale spends. */
import type { Grant, Opened } from '$lib/contract/sync/rewards';
import type { SaleSpend } from '$lib/domain/receipt/sale';
import type { Opening } from '../journal/rows';

/** Where the back end lowers the bill, the till lowers nothing for what it takes by itself. */
function grantsOf({ grants, reductionMethod }: Opened): Grant[] {
	return reductionMethod === 'front_end' ? grants : [];
}

/**
 * The spends of a sale, in the order of the grants and never more than `mostMinor`: a rewards system that grants more than
 * the bill must not keep the sale from being closed.
 */
export function spendsOf({ opened, additional }: Opening, mostMinor: number): SaleSpend[] {
	let left = mostMinor;
	return [...(opened ? grantsOf(opened) : []), ...(additional ? [additional] : [])].flatMap((grant) => {
		const amountMinor = Math.min(grant.amountMinor, left);
		left -= amountMinor;
		if (amountMinor <= 0) return [];
		const { kind, grantId, lots } = grant;
		return [{ kind, grantId, amountMinor, ...(lots && amountMinor === grant.amountMinor && { lots }) }];
	});
}
