/** Printed cards, prepared on the manager's page as a shop does it. */
import type { Browser } from '@playwright/test';
import { cardNumber } from '../../../src/lib/domain/code/card';
import { openManager } from './office';
import type { Shop } from './server';
import { expect } from './shop';
import { slow } from './till';

let made = 0;

/** Numbers of the shop's range that no other test has. */
function freshNumbers(count: number): string[] {
	const first = (Date.now() % 1e9) * 100 + made;
	made += count;
	return Array.from({ length: count }, (_, at) => {
		const range = { prefix: '9600', length: 16, check: 'luhn', active: true } as const;
		return cardNumber(range, first + at) ?? '';
	});
}

/** So many new cards, prepared, and one more that was withdrawn again. */
export async function printedCards(browser: Browser, shop: Shop, count: number) {
	const numbers = freshNumbers(count + 1);
	const last = numbers.at(-1) ?? '';
	const page = await openManager(browser, shop);
	await page.goto(`${shop.origin}/manage/shop/cards`);
	const printed = page.getByRole('region', { name: 'Printed cards' }).first();
	await printed.getByLabel('First number').fill(numbers[0] ?? '');
	await printed.getByLabel('Last number').fill(last);
	await printed.getByRole('button', { name: 'Look at them' }).click();
	await printed.getByRole('button', { name: `Prepare ${String(numbers.length)} cards` }).click(slow);
	await expect(printed.getByText(`${String(numbers.length)} cards are prepared.`)).toBeVisible(slow);
	await printed.getByLabel('Number, or the first of several').fill(last);
	await printed.getByRole('button', { name: 'Withdraw', exact: true }).click();
	await expect(printed.getByText('1 card is withdrawn.')).toBeVisible(slow);
	await page.context().close();
	return { prepared: numbers.slice(0, -1), withdrawn: last };
}
