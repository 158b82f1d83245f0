/**
 * The journal's copy as files: `<epoch>-<random>.log`, one for each worker that writes, a new one every 1,000 events.
 * The first line says whose it is, every other is one event. A line that was cut off by a crash is passed over.
 */
import * as z from 'zod/mini';
import type { CopyHead, CopyLine, CopyOrigin, JournalCopies } from './copies';

/** A folder of files, as far as segments need one. In a browser it is OPFS. */
export interface SegmentFolder {
	names(): Promise<string[]>;
	/** Opens a new file; only this writer holds it. */
	create(name: string): Promise<SegmentFile>;
	read(name: string): Promise<string>;
	/** The last `bytes` of a file. */
	tail(name: string, bytes: number): Promise<string>;
	head(name: string, bytes: number): Promise<string>;
	remove(name: string): Promise<void>;
}

export interface SegmentFile {
	/** Appends and flushes. */
	append(text: string): Promise<void>;
	close(): Promise<void>;
}

const eventsPerSegment = 1_000;
const originBytes = 1_024;
/** The longest line: a text of 256 KiB whose JSON escapes double it. */
const tailBytes = [16_384, 1_048_576];

const lineShape = z.object({
	epoch: z.int(),
	seq: z.int(),
	text: z.string(),
	hash: z.string(),
	sig: z.string(),
	private: z.optional(z.object({ salt: z.string(), text: z.string() })),
	receiptToken: z.optional(z.string())
});
const originShape = z.object({ deviceId: z.string(), tillId: z.string(), epoch: z.int() });

type OpenSegment = { origin: CopyOrigin; name: string; file: SegmentFile; count: number; lastSeq: number };

export class Segments implements JournalCopies {
	private open: OpenSegment | null = null;
	private queue: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly folder: SegmentFolder,
		private readonly newName: () => string
	) {}

	/** One thing at a time: a handle must not be written and closed at once. */
	private inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.queue.then(work);
		this.queue = result.catch(() => undefined);
		return result;
	}

	write(origin: CopyOrigin, lines: readonly CopyLine[]): Promise<void> {
		return this.inTurn(async () => {
			const segment = await this.segmentFor(origin);
			try {
				await segment.file.append(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
			} catch (error) {
				// A handle that failed once is not trusted again; the next event starts another segment.
				this.open = null;
				await segment.file.close().catch(() => undefined);
				throw error;
			}
			segment.count += lines.length;
			segment.lastSeq = Math.max(segment.lastSeq, ...lines.map((line) => line.seq));
		});
	}

	private async segmentFor(origin: CopyOrigin): Promise<OpenSegment> {
		const { open } = this;
		const fits = open?.origin.deviceId === origin.deviceId && open.origin.epoch === origin.epoch;
		if (open && fits && open.count < eventsPerSegment) return open;
		await open?.file.close();
		const name = `${String(origin.epoch)}-${this.newName()}.log`;
		const file = await this.folder.create(name);
		await file.append(`${JSON.stringify(origin)}\n`);
		this.open = { origin, name, file, count: 0, lastSeq: 0 };
		return this.open;
	}

	heads(): Promise<CopyHead[]> {
		return this.inTurn(async () => {
			const heads: CopyHead[] = [];
			for (const name of await this.folder.names()) {
				const origin = parse(originShape, (await this.folder.head(name, originBytes)).split('\n')[0] ?? '');
				if (origin) heads.push({ segment: name, origin, last: await this.lastLine(name) });
			}
			return heads;
		});
	}

	private async lastLine(name: string): Promise<CopyLine | null> {
		for (const bytes of tailBytes) {
			const lines = (await this.folder.tail(name, bytes)).split('\n');
			for (const line of lines.reverse()) {
				const parsed = parse(lineShape, line);
				if (parsed) return toLine(parsed);
			}
		}
		return null;
	}

	read(deviceId: string, epoch: number, fromSeq: number): Promise<CopyLine[]> {
		return this.inTurn(async () => {
			const bySeq = new Map<string, CopyLine>();
			for (const name of await this.folder.names()) {
				if (!name.startsWith(`${String(epoch)}-`)) continue;
				const [first, ...lines] = (await this.folder.read(name)).split('\n');
				if (parse(originShape, first ?? '')?.deviceId !== deviceId) continue;
				for (const text of lines) {
					const line = parse(lineShape, text);
					if (line && line.epoch === epoch && line.seq >= fromSeq)
						bySeq.set(`${String(line.seq)} ${line.hash}`, toLine(line));
				}
			}
			return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
		});
	}

	drop(deviceId: string, epoch: number, throughSeq: number): Promise<void> {
		return this.inTurn(async () => {
			for (const name of await this.folder.names()) {
				if (!name.startsWith(`${String(epoch)}-`)) continue;
				const isOpen = this.open?.name === name;
				// The open segment is asked without touching the file its handle holds.
				if (isOpen && (this.open?.lastSeq ?? 0) > throughSeq) continue;
				const origin = parse(originShape, (await this.folder.head(name, originBytes)).split('\n')[0] ?? '');
				if (origin?.deviceId !== deviceId) continue;
				if (((await this.lastLine(name))?.seq ?? 0) > throughSeq) continue;
				if (isOpen) {
					await this.open?.file.close();
					this.open = null;
				}
				// Another tab's worker may still hold it: then it stays until that tab is gone.
				await this.folder.remove(name).catch(() => undefined);
			}
		});
	}
}

function toLine(parsed: z.output<typeof lineShape>): CopyLine {
	const { epoch, seq, text, hash, sig, private: part, receiptToken } = parsed;
	return {
		...{ epoch, seq, text, hash, sig },
		...(part && { private: part }),
		...(receiptToken !== undefined && { receiptToken })
	};
}

function parse<T>(shape: z.ZodMiniType<T>, line: string): T | null {
	if (!line.startsWith('{')) return null;
	try {
		const parsed = z.safeParse(shape, JSON.parse(line));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}
