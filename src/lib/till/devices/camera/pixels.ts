/** The pixels of a frame, in a worker. One canvas is kept, because making one costs more than reading it. */
let canvas: OffscreenCanvas | undefined;

export function pixelsOf(frame: ImageBitmap): ImageData {
	const { width, height } = frame;
	canvas ??= new OffscreenCanvas(width, height);
	if (canvas.width !== width || canvas.height !== height) {
		canvas.width = width;
		canvas.height = height;
	}
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw new Error('no 2D canvas in this worker');
	context.drawImage(frame, 0, 0);
	frame.close();
	return context.getImageData(0, 0, width, height);
}
