/** Dark modules of a code as one SVG path; neighbours in a row become one rectangle, so that no seam shows. */
export function matrixPath(size: number, isDark: (x: number, y: number) => boolean): string {
	let path = '';
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			if (!isDark(x, y)) continue;
			const from = x;
			while (x + 1 < size && isDark(x + 1, y)) x++;
			const width = x + 1 - from;
			path += `M${from} ${y}h${width}v1h-${width}z`;
		}
	}
	return path;
}
