/** The second witness: a copy of every event in a file, because browsers replace a damaged database by an empty one without a word. */
import type { Position } from './rows';

export type CopyLine = Position & {
	text: string;
	hash: string;
	sig: string;
	private?: { salt: string; text: string };
	/** Opens the receipt's public page. A secret of this device: it is in no event, on no wire and in no exported file. */
	receiptToken?: string;
};

/** Whose journal a segment holds; its first line. */
export type CopyOrigin = { deviceId: string; tillId: string; epoch: number };

/** A segment as start-up sees it: who wrote it and its last whole line. */
export type CopyHead = { segment: string; origin: CopyOrigin; last: CopyLine | null };

export interface JournalCopies {
	/** Appends and flushes; rejects when the copy could not be made. */
	write(origin: CopyOrigin, lines: readonly CopyLine[]): Promise<void>;
	heads(): Promise<CopyHead[]>;
	/** All lines of one device's epoch from a `seq` on, each once, in order. */
	read(deviceId: string, epoch: number, fromSeq: number): Promise<CopyLine[]>;
	/** Removes the segments of an epoch that hold nothing newer than `throughSeq`. */
	drop(deviceId: string, epoch: number, throughSeq: number): Promise<void>;
}

/** The third: a few bytes in localStorage, which make a loss loud even when both others are gone. */
export type HighWaterMark = Position & {
	deviceId: string;
	tillId: string;
	hash: string;
	/** Running number of the newest receipt of the epoch. */
	lastReceiptNo: number;
};
