import type { Attachment } from 'svelte/attachments';

const farPx = 96;

/** A swipe to the side removes; the row follows the finger and comes back when it was not far enough. */
export function swipe(onaway: () => void): Attachment<HTMLElement> {
	return (row) => {
		let start: { x: number; y: number } | null = null;

		const down = (event: PointerEvent) => {
			if (event.pointerType !== 'mouse') start = { x: event.clientX, y: event.clientY };
		};
		const move = (event: PointerEvent) => {
			if (!start) return;
			const dx = event.clientX - start.x;
			if (Math.abs(event.clientY - start.y) > Math.abs(dx)) return;
			row.style.transform = `translateX(${dx}px)`;
			row.style.opacity = String(Math.max(0.3, 1 - Math.abs(dx) / 300));
		};
		const up = (event: PointerEvent) => {
			const dx = start && event.type === 'pointerup' ? event.clientX - start.x : 0;
			start = null;
			row.style.transform = '';
			row.style.opacity = '';
			if (Math.abs(dx) > farPx) onaway();
		};
		row.addEventListener('pointerdown', down);
		row.addEventListener('pointermove', move);
		row.addEventListener('pointerup', up);
		row.addEventListener('pointercancel', up);
		return () => {
			row.removeEventListener('pointerdown', down);
			row.removeEventListener('pointermove', move);
			row.removeEventListener('pointerup', up);
			row.removeEventListener('pointercancel', up);
		};
	};
}
