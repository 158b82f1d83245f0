// Runs before the first paint, so that the page never flashes in the wrong theme. An own file because the
// content security policy allows no inline script. The choice is written by src/lib/ui/theme.svelte.ts.
(function () {
	var choice = null;
	try {
		choice = localStorage.getItem('tillit.theme');
	} catch {
		choice = null;
	}
	var dark = matchMedia('(prefers-color-scheme: dark)');
	function apply() {
		var theme = choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light';
		document.documentElement.dataset.theme = theme;
	}
	apply();
	if (!choice) dark.addEventListener('change', apply);
})();
