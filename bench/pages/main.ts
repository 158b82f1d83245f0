/** What is measured inside a browser, on the product's own modules. Playwright calls it by name. */
import { measureCatalogue } from './catalogue';
import { measureDecoding } from './decode';
import { measureJournal } from './journal';

export const pageBench = { catalogue: measureCatalogue, decode: measureDecoding, journal: measureJournal };
export type PageBench = typeof pageBench;

declare global {
	interface Window {
		pageBench: PageBench;
	}
}

window.pageBench = pageBench;
