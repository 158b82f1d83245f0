import { getContext, setContext } from 'svelte';
import type { Desk } from './desk.svelte';
import type { FrontPort } from './port';

const FRONT = Symbol('front');
const DESK = Symbol('desk');

export function setFront(front: FrontPort): void {
	setContext(FRONT, front);
}

/** The till of this page, as far as it is there before somebody signs in. */
export function getFront(): FrontPort {
	return getContext<FrontPort>(FRONT);
}

/** Where the desk stands once it came: nothing before, on the first screen. */
export function setDeskPlace(place: () => Desk | null): void {
	setContext(DESK, place);
}

export function getDeskPlace(): () => Desk | null {
	return getContext<() => Desk | null>(DESK);
}

/** The desk of this page: made once by the till's layout. Screens behind the first one are shown when it is there. */
export function getDesk(): Desk {
	const desk = getDeskPlace()();
	if (!desk) throw new Error('the desk is not there yet');
	return desk;
}
