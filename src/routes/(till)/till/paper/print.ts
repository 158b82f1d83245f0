/**
 * Printing through the browser. The roll has no page height, and `80mm auto` is no valid page size, so the height is
 * measured. The rule comes by CSSOM, because the content security policy allows no style element.
 */
const mmPerPx = 25.4 / 96;
/** What cutters need behind the last row. */
const tailMm = 6;

export function pageRule(width: 80 | 58, heightPx: number): string {
	const heightMm = Math.max(40, Math.ceil(heightPx * mmPerPx + tailMm));
	return `@page { size: ${width}mm ${heightMm}mm; margin: 0 }`;
}

/** Opens the browser's print dialog for what `PrintPaper` shows; resolves when it is closed. */
export async function printPage(page: Window & typeof globalThis, width: 80 | 58, heightPx: number): Promise<void> {
	const sheet = new page.CSSStyleSheet();
	sheet.replaceSync(pageRule(width, heightPx));
	const { document } = page;
	document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
	try {
		await document.fonts.ready;
		page.print();
	} finally {
		document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
	}
}
