// Runs before the first paint, so that the page never flashes in the wrong theme. An own file because the
// content security policy allows no inline script. src/lib/ui/theme.svelte.ts writes the choice.
(function () {
	const dark = matchMedia('(prefers-color-scheme: dark)');

	function choice() {
		try {
			return localStorage.getItem('tillit.theme');
		} catch {
			return null;
		}
	}

	function apply() {
		const chosen = choice();
		const theme = chosen === 'light' || chosen === 'dark' ? chosen : dark.matches ? 'dark' : 'light';
		document.documentElement.dataset.theme = theme;
		for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
			meta.setAttribute('media', meta.getAttribute('data-for') === theme ? 'all' : 'not all');
		}
	}

	apply();
	dark.addEventListener('change', apply);
	addEventListener('storage', apply);
	addEventListener('tillit:theme', apply);
})();
