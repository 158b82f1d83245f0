/** A hand scanner types like a keyboard. This hears it whatever has focus, and keeps what it typed out of the page's fields. */
import { EMPTY_BURST, WEDGE_DEFAULTS, wedgeKey, wedgeQuiet, type WedgeStep } from '$lib/domain/code/wedge';

type TextField = HTMLInputElement | HTMLTextAreaElement;
type Before = { field: TextField; value: string };

function textField(target: EventTarget | null): TextField | null {
	return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
}

/** Letters reach the focused field before anyone can know that they are a scan; afterwards the field gets its text back. */
function putBack(before: Before | null): void {
	if (!before || before.field.value === before.value) return;
	before.field.value = before.value;
	before.field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Answers the function that stops listening. */
export function listenForScans(page: Window, onscan: (text: string) => void): () => void {
	let burst = EMPTY_BURST;
	let before: Before | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;

	const take = (step: WedgeStep) => {
		burst = step.burst;
		if (step.scan === null) return;
		clearTimeout(timer);
		putBack(before);
		before = null;
		onscan(step.scan);
	};

	const keydown = (event: KeyboardEvent) => {
		if (event.isComposing) return;
		const atMs = event.timeStamp;
		const isFirst = burst.text === '' || atMs - burst.lastMs > WEDGE_DEFAULTS.quietMs;
		const field = textField(event.target);
		if (isFirst) before = field && { field, value: field.value };
		// The first letter may have moved focus into a field that was empty of it.
		else if (field && before?.field !== field) before = { field, value: '' };
		const { code, key, shiftKey: shift, ctrlKey: ctrl, altKey: alt, repeat } = event;
		const step = wedgeKey(burst, { code, key, shift, ctrl, alt, repeat, atMs });
		if (step.swallow) {
			event.preventDefault();
			event.stopImmediatePropagation();
		}
		take(step);
		clearTimeout(timer);
		if (burst.text !== '') {
			timer = setTimeout(() => take(wedgeQuiet(burst, performance.now())), WEDGE_DEFAULTS.quietMs + 10);
		}
	};

	page.addEventListener('keydown', keydown, { capture: true });
	return () => {
		clearTimeout(timer);
		page.removeEventListener('keydown', keydown, { capture: true });
	};
}
