/** Writes the journal's copy: only a dedicated worker gets a synchronous handle, and only such a handle can flush in a millisecond. */
import { Segments, type SegmentFile, type SegmentFolder } from './segments';
import type { CopyAnswer, CopyCall } from './worker-copies';

/** The compiler's library of pages leaves out what only a worker may call. */
type AccessHandle = {
	write(bytes: Uint8Array, options: { at: number }): number;
	getSize(): number;
	flush(): void;
	close(): void;
};
type WorkerFileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<AccessHandle> };

const encoder = new TextEncoder();

async function directory(): Promise<FileSystemDirectoryHandle> {
	const root = await navigator.storage.getDirectory();
	return root.getDirectoryHandle('journal', { create: true });
}

async function slice(name: string, cut: (file: File) => Blob): Promise<string> {
	const handle = await (await directory()).getFileHandle(name);
	return cut(await handle.getFile()).text();
}

const folder: SegmentFolder = {
	async names() {
		const names: string[] = [];
		for await (const name of (await directory()).keys()) if (name.endsWith('.log')) names.push(name);
		return names;
	},
	async create(name): Promise<SegmentFile> {
		const handle = (await (await directory()).getFileHandle(name, { create: true })) as WorkerFileHandle;
		const access = await handle.createSyncAccessHandle();
		return {
			append(text) {
				const bytes = encoder.encode(text);
				const written = access.write(bytes, { at: access.getSize() });
				access.flush();
				return written === bytes.length ? Promise.resolve() : Promise.reject(new Error('the copy was cut short'));
			},
			close() {
				access.close();
				return Promise.resolve();
			}
		};
	},
	read: (name) => slice(name, (file) => file),
	tail: (name, bytes) => slice(name, (file) => file.slice(Math.max(0, file.size - bytes))),
	head: (name, bytes) => slice(name, (file) => file.slice(0, bytes)),
	async remove(name) {
		await (await directory()).removeEntry(name);
	}
};

const segments = new Segments(folder, () => crypto.randomUUID().slice(0, 13));

async function answer(call: CopyCall): Promise<CopyAnswer['value']> {
	switch (call.kind) {
		case 'write':
			return segments.write(call.origin, call.lines);
		case 'heads':
			return segments.heads();
		case 'read':
			return segments.read(call.deviceId, call.epoch, call.fromSeq);
		case 'drop':
			return segments.drop(call.deviceId, call.epoch, call.throughSeq);
	}
}

self.onmessage = (event: MessageEvent<{ no: number; call: CopyCall }>) => {
	const { no, call } = event.data;
	answer(call).then(
		(value) => self.postMessage({ no, ok: true, value } satisfies CopyAnswer),
		(error: unknown) =>
			self.postMessage({ no, ok: false, value: undefined, reason: String(error) } satisfies CopyAnswer)
	);
};
