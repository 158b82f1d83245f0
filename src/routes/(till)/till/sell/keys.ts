/** The selling page by keyboard alone: type to search, Enter adds, Enter on the empty field pays. */
import type { Desk } from '../desk.svelte';
import { isCovered } from '$lib/ui/focus-trap';
import { parkSale } from '../parking';

type Place = { desk: Desk; search: HTMLInputElement | undefined; pay: () => void };

function lastLine(desk: Desk) {
	return desk.basket.lines.find((line) => line.lineId === desk.lastLineId);
}

const actions: Record<string, (place: Place) => void> = {
	F2: ({ search }) => search?.focus(),
	F3: ({ desk }) => desk.ask({ kind: 'member' }),
	F4: ({ desk }) => desk.lastLineId && desk.ask({ kind: 'line', lineId: desk.lastLineId }),
	F6: ({ desk }) => desk.lastLineId && desk.ask({ kind: 'discount', lineId: desk.lastLineId }),
	F7: ({ desk }) => desk.ask({ kind: 'parked' }),
	F8: ({ desk }) => void parkSale(desk),
	F9: ({ pay }) => pay(),
	Delete: ({ desk }) => desk.lastLineId && desk.remove(desk.lastLineId)
};

const pieces: Record<string, 1 | -1> = { '+': 1, '-': -1 };

function isPlainLetter(event: KeyboardEvent): boolean {
	return event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
}

export function sellKey(event: KeyboardEvent, place: Place): void {
	const { desk, search } = place;
	if (event.defaultPrevented || isCovered()) return;
	if ((event.ctrlKey || event.metaKey) && event.key === 'z') return desk.removals.undoLast();
	const target = event.target instanceof Element ? event.target : null;
	const inSearch = target === search;
	const inField = !inSearch && target?.closest('input, textarea, select') !== null && target !== null;
	if (inField) return;
	const isEmpty = (search?.value ?? '') === '';
	const line = lastLine(desk);
	const step = pieces[event.key];
	// A held Enter would pay, take the cash and begin the next sale in one go.
	if (event.key === 'Enter' && event.repeat) return;
	if (event.key === 'Enter' && isEmpty && (inSearch || target === document.body)) {
		event.preventDefault();
		return place.pay();
	}
	if (step && isEmpty && line?.unit === 'H87') {
		event.preventDefault();
		return desk.step(line, step);
	}
	const act = event.key === 'Delete' && !isEmpty ? undefined : actions[event.key];
	if (act) {
		event.preventDefault();
		return act(place);
	}
	// A person starts to type: the letter lands in the search field, because focus moves before it is written.
	if (!inSearch && isPlainLetter(event) && event.key !== ' ') search?.focus();
}
