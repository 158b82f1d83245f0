import { expect, test } from './support/shop';
import { basket, openTill, payCash, slow } from './support/till';

test.setTimeout(120_000);

/** The picture shows a QR code (a Digital Link of the latte), then an EAN-13 (the croissant), again and again. */
test('the camera reads a QR and an EAN-13, and both land in the basket', async ({ page, shop }) => {
	await openTill(page, shop);
	await page.getByRole('button', { name: 'Scan with the camera' }).click();
	const dialog = page.getByRole('dialog', { name: 'Scan with the camera' });
	await expect(dialog.locator('video')).toBeVisible(slow);
	await expect(basket(page)).toContainText('Iced Caramel Latte', { timeout: 60_000 });
	await expect(basket(page)).toContainText('Croissant Double', { timeout: 60_000 });
	await dialog.getByRole('button', { name: 'Done' }).click();
	await expect(dialog).toHaveCount(0);
	await payCash(page);
});

/** Two cameras, the second with a light; their pictures come from the browser's fake one. */
function twoCameras(): void {
	const devices = navigator.mediaDevices;
	const real = devices.getUserMedia.bind(devices);
	const asked: unknown[] = [];
	const lit: unknown[] = [];
	Object.assign(globalThis, { asked, lit });
	const camera = (deviceId: string, label: string) => ({ deviceId, label, kind: 'videoinput', groupId: '' });
	devices.enumerateDevices = () =>
		Promise.resolve([camera('front', 'Front camera'), camera('back', 'Back camera')] as MediaDeviceInfo[]);
	devices.getUserMedia = async (wish) => {
		const { deviceId } = wish?.video as { deviceId?: { exact: string } };
		const id = deviceId?.exact ?? 'front';
		asked.push(id);
		const stream = await real({ video: true });
		const [track] = stream.getVideoTracks();
		if (!track) throw new Error('no track');
		const settings = track.getSettings();
		track.getSettings = () => ({ ...settings, deviceId: id });
		track.getCapabilities = () => ({ torch: id === 'back' }) as MediaTrackCapabilities;
		track.applyConstraints = (wished) => Promise.resolve(void lit.push(wished));
		return stream;
	};
}

test('another camera can be chosen, is remembered, and its light goes on and off', async ({ page, shop }) => {
	await page.addInitScript(twoCameras);
	await openTill(page, shop);
	const open = page.getByRole('button', { name: 'Scan with the camera' });
	await open.click();
	const dialog = page.getByRole('dialog', { name: 'Scan with the camera' });
	const which = dialog.getByLabel('Camera', { exact: true });
	await expect(which).toHaveValue('front', slow);
	await expect(dialog.getByRole('switch', { name: 'Light' })).toHaveCount(0);
	await which.selectOption('Back camera');
	const light = dialog.getByRole('switch', { name: 'Light' });
	await light.click(slow);
	await light.click();
	const lit = () => page.evaluate(() => (globalThis as unknown as { lit: unknown[] }).lit);
	await expect.poll(lit).toEqual([{ advanced: [{ torch: true }] }, { advanced: [{ torch: false }] }]);
	await dialog.getByRole('button', { name: 'Done' }).click();
	await open.click();
	await expect(which).toHaveValue('back', slow);
	expect(await page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual([
		'front',
		'back',
		'back'
	]);
});
