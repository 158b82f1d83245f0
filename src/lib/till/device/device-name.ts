/** What a manager calls a device that was made a till: “iPad, Safari”, read from what its browser says of itself. */

/** The first that fits counts: browsers also name those they descend from. */
const browsers: readonly (readonly [RegExp, string])[] = [
	[/\bEdg(?:e|A|iOS)?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/\b(?:Firefox|FxiOS)\//, 'Firefox'],
	[/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];

const machines: readonly (readonly [RegExp, string])[] = [
	[/\biPad\b/, 'iPad'],
	[/\biPhone\b/, 'iPhone'],
	[/\bAndroid\b.*\bMobile\b/, 'Android phone'],
	[/\bAndroid\b/, 'Android tablet'],
	[/\bCrOS\b/, 'Chromebook'],
	[/\bWindows\b/, 'Windows PC'],
	[/\bMacintosh\b/, 'Mac'],
	[/\bLinux\b/, 'Linux PC']
];

const first = (names: typeof browsers, text: string) => names.find(([sign]) => sign.test(text))?.[1];

/** `touchPoints`: an iPad says that it is a Mac, but a Mac has no screen to touch. */
export function deviceName(userAgent: string, touchPoints = 0): string {
	const machine = first(machines, userAgent);
	const shown = machine === 'Mac' && touchPoints > 1 ? 'iPad' : (machine ?? 'Device');
	const browser = first(browsers, userAgent);
	return browser === undefined ? shown : `${shown}, ${browser}`;
}
