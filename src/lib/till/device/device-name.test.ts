import { expect, it } from 'vitest';
import { deviceName } from './device-name';

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0';

it.each([
	[`Mozilla/5.0 (Linux; Android 14; SM-X210) ${blink} Safari/537.36`, 0, 'Android tablet, Chrome'],
	[`Mozilla/5.0 (Linux; Android 14; Pixel 8) ${blink} Mobile Safari/537.36`, 5, 'Android phone, Chrome'],
	[
		`Mozilla/5.0 (Linux; Android 14; SM-X210) SamsungBrowser/27.0 ${blink} Safari/537.36`,
		5,
		'Android tablet, Samsung Internet'
	],
	[`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Safari/605.1.15`, 5, 'iPad, Safari'],
	[`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Safari/605.1.15`, 0, 'Mac, Safari'],
	[`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${blink} Safari/537.36 Edg/131.0.0.0`, 10, 'Windows PC, Edge'],
	['Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0', 0, 'Linux PC, Firefox'],
	[`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${blink} Safari/537.36`, 0, 'Chromebook, Chrome'],
	['something else', 0, 'Device'],
	['', 0, 'Device']
])('names %j (%i)', (userAgent, touchPoints, name) => {
	expect(deviceName(userAgent, touchPoints)).toBe(name);
});
