export type ThemeChoice = 'auto' | 'light' | 'dark';

const KEY = 'tillit.theme';

/** What the user chose; the script in `app.html` applies it, here and in every other open page. */
export class Theme {
	#choice = $state<ThemeChoice>('auto');

	constructor(private readonly page: Pick<Window, 'localStorage' | 'dispatchEvent'>) {
		const kept = page.localStorage.getItem(KEY);
		if (kept === 'light' || kept === 'dark') this.#choice = kept;
	}

	get choice(): ThemeChoice {
		return this.#choice;
	}

	choose(choice: ThemeChoice): void {
		this.#choice = choice;
		if (choice === 'auto') this.page.localStorage.removeItem(KEY);
		else this.page.localStorage.setItem(KEY, choice);
		this.page.dispatchEvent(new Event('tillit:theme'));
	}
}
