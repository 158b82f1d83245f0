import { beforeNavigate } from '$app/navigation';

const restMs = 250;

/**
 * Searches once the typing rests. Whoever opens something else meanwhile is not pulled back to the list: every navigation
 * ends the wait. To be called while a component is made.
 */
export function searchAtRest(search: (text: string) => void): (event: Event) => void {
	let waiting: ReturnType<typeof setTimeout> | undefined;
	beforeNavigate(() => clearTimeout(waiting));
	return ({ target }) => {
		clearTimeout(waiting);
		if (target instanceof HTMLInputElement) waiting = setTimeout(() => search(target.value.trim()), restMs);
	};
}
