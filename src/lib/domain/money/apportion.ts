import { assertMinor } from './money';

/** Floors and what each left over. Exact also where a product leaves the safe integers. */
type Floors = { wholes: number[]; rests: (number | bigint)[] };

function floorsOf(total: number, weights: readonly number[], sum: number): Floors {
	const [wholes, rests]: [number[], (number | bigint)[]] = [[], []];
	for (const weight of weights) {
		const product = total * weight;
		if (Number.isSafeInteger(product)) {
			const rest = product % sum;
			wholes.push((product - rest) / sum);
			rests.push(rest);
		} else {
			const exact = BigInt(total) * BigInt(weight);
			wholes.push(Number(exact / BigInt(sum)));
			rests.push(exact % BigInt(sum));
		}
	}
	return { wholes, rests };
}

/** The places of the largest rests, ties to the earlier one. */
function largestRests(rests: readonly (number | bigint)[], count: number): number[] {
	const places = rests.map((_, place) => place);
	const rest = (place: number) => rests[place] ?? 0;
	return places.sort((a, b) => (rest(a) === rest(b) ? a - b : rest(a) > rest(b) ? -1 : 1)).slice(0, count);
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
	const { wholes, rests } = floorsOf(Math.abs(totalMinor), weights, sum);
	let left = Math.abs(totalMinor);
	for (const whole of wholes) left -= whole;
	if (left > 0) for (const place of largestRests(rests, left)) wholes[place] = (wholes[place] ?? 0) + 1;
	return totalMinor < 0 ? wholes.map((whole) => (whole === 0 ? 0 : -whole)) : wholes;
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
