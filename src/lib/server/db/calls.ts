/**
 * Functions of the database, called with as little around them as can be: what every purchase needs is prepared once a
 * connection, and a transaction that reads, decides and writes takes two round trips.
 */
import type pg from 'pg';
import { poolOf, type Db } from './client';

/** `name`: one statement has one, for ever; it is prepared under it. */
export type Call = { name: string; text: string; values: unknown[] };

/** The only column of the only row. */
function answerOf<T>({ rows }: pg.QueryResult<{ answer: T }>): T {
	const [row] = rows;
	if (!row) throw new Error('A function of the database answered nothing.');
	return row.answer;
}

/** One statement that is a transaction by itself. Its column is called `answer`. */
export async function callOnce<T>(db: Db, call: Call): Promise<T> {
	return answerOf<T>(await poolOf(db).query(call));
}

/**
 * Opens a transaction and reads; what `decide` makes of it is written and committed. `decide` answers null to leave everything
 * as it was. The statements of a wave are sent together.
 */
export async function inTwoWaves<Opened, Booked>(
	db: Db,
	open: Call,
	decide: (opened: Opened) => Call | null
): Promise<Booked | null> {
	const client = await poolOf(db).connect();
	let fault: Error | undefined;
	try {
		const opened = answerOf<Opened>(await lastOf([client.query('BEGIN'), client.query(open)]));
		const book = decide(opened);
		if (!book) {
			await client.query('ROLLBACK');
			return null;
		}
		const writing = client.query<{ answer: Booked }>(book);
		const { command } = await lastOf([writing, client.query('COMMIT')]);
		if (command !== 'COMMIT') throw new Error('A transaction was not committed.');
		return answerOf(await writing);
	} catch (error) {
		await client.query('ROLLBACK').catch((broken: unknown) => (fault = broken as Error));
		throw error;
	} finally {
		client.release(fault);
	}
}

/** Waits for all of them, also when the first fails: the connection is used again. */
async function lastOf<T>(all: [Promise<unknown>, Promise<T>]): Promise<T> {
	const [first, last] = await Promise.allSettled(all);
	if (first.status === 'rejected') throw first.reason;
	if (last.status === 'rejected') throw last.reason;
	return last.value;
}
