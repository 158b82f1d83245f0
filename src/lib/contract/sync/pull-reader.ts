/**
 * How a till reads a pull of a server that may be newer than its app: what it cannot know yet is set apart and named, and
 * the rest is read. Otherwise one new kind of record would end all pulling until the app is updated.
 */
import * as z from 'zod/mini';
import { offer } from './offers';
import { change, pullAnswer, snapshotAnswer } from './pull';
import { text } from './values';

/**
 * Raised with every kind of change, and every form of an offer, that a reader did not know before: a till that left something
 * unread then loads everything anew, once.
 */
export const readerVersion = 1;

const knownKinds = new Set<string | undefined>(change.def.options.map((option) => option.shape.kind.def.values[0]));

type Parted = { known: unknown; unread: string[] };

function kindOf(one: unknown): string | null {
	const kind = typeof one === 'object' && one !== null && 'kind' in one ? one.kind : null;
	return typeof kind === 'string' ? kind : null;
}

/** An offer in a form of later: its former version is withdrawn, because it holds no longer. */
function readableOffer(one: unknown): { change: unknown; isRead: boolean } {
	const { data } = one as { data?: unknown };
	if (data === null || z.safeParse(offer, data).success) return { change: one, isRead: true };
	return { change: { ...(one as object), data: null }, isRead: false };
}

function part(changes: unknown): Parted {
	if (!Array.isArray(changes)) return { known: changes, unread: [] };
	const known: unknown[] = [];
	const unread = new Set<string>();
	for (const one of changes as unknown[]) {
		const kind = kindOf(one);
		if (kind !== null && !knownKinds.has(kind)) unread.add(kind);
		else if (kind === 'offer') {
			const { change: kept, isRead } = readableOffer(one);
			known.push(kept);
			if (!isRead) unread.add(kind);
		} else known.push(one);
	}
	return { known, unread: [...unread] };
}

const changes = z.pipe(
	z.transform(part),
	z.object({ known: z.array(change), unread: z.array(text(40)).check(z.maxLength(100)) })
);

/** A pull as a till reads it. `changes.unread`: the kinds of which something was left out. */
export const pullReading = z.object({ ...pullAnswer.shape, changes });
export const snapshotReading = z.object({ ...snapshotAnswer.shape, changes });
