import { assertMinor } from './money';

type Share = { index: number; whole: number; fraction: bigint | number };

/** floor(total × weight ÷ sum) and what is left over, exact also where the product leaves the safe integers. */
function shareOf(total: number, weight: number, sum: number, index: number): Share {
	const product = total * weight;
	if (Number.isSafeInteger(product)) {
		const fraction = product % sum;
		return { index, whole: (product - fraction) / sum, fraction };
	}
	const exact = BigInt(total) * BigInt(weight);
	return { index, whole: Number(exact / BigInt(sum)), fraction: exact % BigInt(sum) };
}

function checkWeights(total: number, weights: readonly number[]): number {
	assertMinor(total, 'total');
	let sum = 0;
	for (const weight of weights) {
		assertMinor(weight, 'weight');
		if (weight < 0) throw new RangeError('weights cannot be negative');
		sum += weight;
	}
	assertMinor(sum, 'sum of weights');
	if (sum === 0 && total !== 0) throw new RangeError('nothing to apportion over: all weights are zero');
	return sum;
}

/**
 * Splits an amount by weights so that the parts add up to it exactly: largest remainder, ties to the earlier one, a
 * negative amount is split as its size and negated (domain-flows §2.7). Weights are whole numbers from 0; scale
 * fractions up before. Throws when all weights are 0 and the amount is not.
 */
export function apportion(totalMinor: number, weights: readonly number[]): number[] {
	const sum = checkWeights(totalMinor, weights);
	if (totalMinor === 0) return weights.map(() => 0);
	const size = Math.abs(totalMinor);
	const shares = weights.map((weight, index) => shareOf(size, weight, sum, index));
	let left = size - shares.reduce((given, share) => given + share.whole, 0);
	const byFraction = [...shares].sort((a, b) =>
		a.fraction === b.fraction ? a.index - b.index : a.fraction > b.fraction ? -1 : 1
	);
	for (const share of byFraction) {
		if (left === 0) break;
		share.whole += 1;
		left -= 1;
	}
	const sign = totalMinor < 0 ? -1 : 1;
	return shares.map((share) => (share.whole === 0 ? 0 : sign * share.whole));
}

/**
 * As `apportion`, but no part exceeds its room: what a full part cannot take goes to the others by weight. The amount
 * must not be negative and is cut to the sum of the rooms.
 */
export function apportionWithin(totalMinor: number, weights: readonly number[], rooms: readonly number[]): number[] {
	const parts = weights.map(() => 0);
	let open = weights.map((_, index) => index).filter((index) => (weights[index] ?? 0) > 0 && (rooms[index] ?? 0) > 0);
	let left = totalMinor;
	while (left > 0 && open.length > 0) {
		const shares = apportion(
			left,
			open.map((index) => weights[index] ?? 0)
		);
		const full = open.filter((index, at) => (shares[at] ?? 0) >= (rooms[index] ?? 0));
		if (full.length === 0) {
			open.forEach((index, at) => (parts[index] = shares[at] ?? 0));
			return parts;
		}
		for (const index of full) {
			parts[index] = rooms[index] ?? 0;
			left -= rooms[index] ?? 0;
		}
		open = open.filter((index) => !full.includes(index));
	}
	return parts;
}
