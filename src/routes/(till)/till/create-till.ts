import { version } from '$app/environment';
import { browserMarks } from '$lib/till/browser-ports';
import { readMark } from '$lib/till/journal/mark';
import { browserParts } from '$lib/till/parts';
import { Till } from '$lib/till/state.svelte';
import type { TillPort } from './port';

/** The till of this window. It starts by itself; the layout shows what it is at. */
export function createTill(): TillPort {
	const till = new Till(browserParts(), version);
	void till.start();
	return till;
}

/** A guess before anything is opened, for what to load first. */
export function hasBeenTill(): boolean {
	return readMark(browserMarks()) !== null;
}
