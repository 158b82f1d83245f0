/** Round steps for an axis from zero: at most five of 1, 2, 2.5 or 5 times a power of ten. */
export function axisTicks(max: number, most = 5): number[] {
	if (!(max > 0)) return [0];
	const power = 10 ** Math.floor(Math.log10(max / (most - 1)));
	const step = [1, 2, 2.5, 4, 5, 10].map((times) => times * power).find((one) => one * (most - 1) >= max) ?? max;
	const count = Math.ceil(max / step);
	return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
