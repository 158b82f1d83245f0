import { largestQuantityMilli } from '$lib/domain/money/quantity';

/** What a person typed as a quantity: `2`, `0,35`, `1.5` → thousandths; `null` when it is none. */
export function typedQuantity(text: string): number | null {
	const match = /^(\d{0,5})(?:[.,](\d{1,3}))?$/.exec(text.trim());
	if (!match || text.trim() === '') return null;
	const milli = Number(match[1] || '0') * 1000 + Number((match[2] ?? '').padEnd(3, '0') || '0');
	return milli >= 1 && milli <= largestQuantityMilli ? milli : null;
}
