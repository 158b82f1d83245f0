/** The body as bytes, or null once it exceeds the limit. The rest is then not read. */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array | null> {
	if (Number(request.headers.get('content-length') ?? 0) > limitBytes) return null;
	const reader = request.body?.getReader();
	const parts: Uint8Array[] = [];
	let size = 0;
	while (reader) {
		const { done, value } = await reader.read();
		if (done) break;
		size += value.byteLength;
		if (size > limitBytes) {
			await reader.cancel();
			return null;
		}
		parts.push(value);
	}
	return Buffer.concat(parts);
}
