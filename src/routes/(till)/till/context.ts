import { getContext, setContext } from 'svelte';
import type { Desk } from './desk.svelte';

const KEY = Symbol('desk');

export function setDesk(desk: Desk): Desk {
	return setContext(KEY, desk);
}

/** The desk of this page: made once by the till's layout. */
export function getDesk(): Desk {
	return getContext<Desk>(KEY);
}
