import type { Attachment } from 'svelte/attachments';

const farPx = 96;

/** A swipe to the side removes; the row follows the finger and comes back when it was not far enough. */
export function swipe(onaway: () => void): Attachment<HTMLElement> {
	return (slot) => {
		let start: { x: number; y: number } | null = null;
		// The slot itself has no box; what moves is the row in it.
		const row = () => slot.firstElementChild as HTMLElement | null;

		const down = (event: PointerEvent) => {
			if (event.pointerType !== 'mouse') start = { x: event.clientX, y: event.clientY };
		};
		const move = (event: PointerEvent) => {
			const node = row();
			if (!start || !node) return;
			const dx = event.clientX - start.x;
			if (Math.abs(event.clientY - start.y) > Math.abs(dx)) return;
			node.style.transform = `translateX(${dx}px)`;
			node.style.opacity = String(Math.max(0.3, 1 - Math.abs(dx) / 300));
		};
		const up = (event: PointerEvent) => {
			const node = row();
			const dx = start && event.type === 'pointerup' ? event.clientX - start.x : 0;
			start = null;
			if (!node) return;
			node.style.transform = '';
			node.style.opacity = '';
			if (Math.abs(dx) > farPx) onaway();
		};
		slot.addEventListener('pointerdown', down);
		slot.addEventListener('pointermove', move);
		slot.addEventListener('pointerup', up);
		slot.addEventListener('pointercancel', up);
		return () => {
			slot.removeEventListener('pointerdown', down);
			slot.removeEventListener('pointermove', move);
			slot.removeEventListener('pointerup', up);
			slot.removeEventListener('pointercancel', up);
		};
	};
}
