import { codeOf } from './support/books';
import { expect, test } from './support/shop';
import { basket, linesOf, newTill, scan, slow, typePin } from './support/till';

// A worker would fetch the files itself, out of this test's sight.
test.use({ serviceWorkers: 'block' });

/** A sentence of the selling part, which comes behind the first screen. */
const ofSelling = 'The code was not read cleanly';

test('whoever signs in before the selling part is there finds it open once it came, and the first scan counts', async ({
	page,
	shop
}) => {
	let release = () => {};
	const released = new Promise<void>((resolve) => (release = resolve));
	let noteAsked = () => {};
	const asked = new Promise<void>((resolve) => (noteAsked = resolve));
	await page.route('**/_app/immutable/**/*.js', async (route) => {
		const response = await route.fetch();
		if ((await response.text()).includes(ofSelling)) {
			noteAsked();
			await released;
		}
		await route.fulfill({ response });
	});

	await newTill(page, shop);
	await asked;
	await page.getByRole('button', { name: 'Mira Koch' }).click(slow);
	await typePin(page, '1111');
	await expect(page.getByRole('heading', { name: 'Who is selling?' })).toBeVisible();
	await expect(basket(page)).toBeHidden();

	release();
	await expect(basket(page)).toBeVisible(slow);
	await scan(page, await codeOf(shop, 'B001'));
	await expect(linesOf(page)).toHaveCount(1, slow);
});
