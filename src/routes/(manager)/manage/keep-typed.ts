import { tick } from 'svelte';
import type { SubmitFunction } from '@sveltejs/kit';

const underWay = new WeakSet<HTMLFormElement>();

/**
 * For `use:enhance`: a second press while the first is under way does nothing; what was typed stays; and the first field
 * that is refused gets the focus, so that it is seen and heard.
 */
export const keepTyped: SubmitFunction = ({ formElement, cancel }) => {
	if (underWay.has(formElement)) {
		cancel();
		return;
	}
	underWay.add(formElement);
	return async ({ update }) => {
		try {
			await update({ reset: false });
			await tick();
			formElement.querySelector<HTMLElement>('[aria-invalid="true"], .word.wrong')?.focus();
		} finally {
			underWay.delete(formElement);
		}
	};
};
