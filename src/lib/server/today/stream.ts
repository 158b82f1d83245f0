import type { Db } from '$lib/server/db/client';
import { readNews, type LiveNews } from './live';
import type { PositionWatch } from './watch';

const heartbeatMs = 15_000;

export type Reader = {
	/** The position to go on after. */
	after: number;
	/** Asked before anything is sent: is whoever listens still let in? */
	mayRead: () => Promise<boolean>;
	/** Longest time without a word, and so without asking. */
	beatMs?: number;
};

/**
 * Server-sent events after a position, until the reader leaves or is let in no more: `sale` with the row, `tables` when a
 * till or case changed, `ended` as the last word. Each of the first two carries its position as id, so that a reader that
 * comes back with `Last-Event-ID` misses nothing.
 */
export function streamNews(db: Db, watch: PositionWatch, reader: Reader): ReadableStream<Uint8Array> {
	const left = new AbortController();
	const encoder = new TextEncoder();
	return new ReadableStream({
		start(controller) {
			const send = (text: string) => {
				if (!left.signal.aborted) controller.enqueue(encoder.encode(text));
			};
			send('retry: 2000\n\n');
			void follow(db, watch, reader, left.signal, send)
				.catch(() => {})
				.finally(() => {
					if (!left.signal.aborted) controller.close();
				});
		},
		cancel() {
			left.abort();
		}
	});
}

async function follow(
	db: Db,
	watch: PositionWatch,
	{ after, mayRead, beatMs = heartbeatMs }: Reader,
	left: AbortSignal,
	send: (text: string) => void
) {
	let position = after;
	while (!left.aborted) {
		const news = await readNews(db, position);
		// Asked after reading: what is sent was read while the reader was let in.
		if (!(await mayRead())) return send('event: ended\ndata: {}\n\n');
		send(eventsOf(news) || ': still here\n\n');
		position = news.position;
		if (!news.more) await watch.wait(beatMs, left);
	}
}

export function eventsOf(news: LiveNews): string {
	const sales = news.sales.map(
		({ position, sale }) => `id: ${String(position)}\nevent: sale\ndata: ${JSON.stringify(sale)}\n\n`
	);
	const tables = news.tables ? `id: ${String(news.position)}\nevent: tables\ndata: {}\n\n` : '';
	return sales.join('') + tables;
}
