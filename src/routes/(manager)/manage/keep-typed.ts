import { tick } from 'svelte';
import type { SubmitFunction } from '@sveltejs/kit';

const underWay = new WeakSet<HTMLFormElement>();

/**
 * For `use:enhance`: a second press while the first is under way does nothing; what was typed stays; and the first field
 * that is refused gets the focus, else what is said about the whole form comes into sight.
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
			const wrong = formElement.querySelector<HTMLElement>('[aria-invalid="true"], .word.wrong');
			if (wrong) wrong.focus();
			else formElement.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
		} finally {
			underWay.delete(formElement);
		}
	};
};
