const key = 'tillit.paper';

/** Width of the roll in this till's printer. */
export class PaperWidth {
	#width = $state<80 | 58>(localStorage.getItem(key) === '58' ? 58 : 80);

	get current(): 80 | 58 {
		return this.#width;
	}

	choose(width: 80 | 58): void {
		this.#width = width;
		localStorage.setItem(key, String(width));
	}
}
