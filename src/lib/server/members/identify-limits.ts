/**
 * Keeps a till or a key from being used to collect members (specs/reliability.md T3, §5). All means count by the minute. By the day
 * the strict limit is for what can be guessed: phones, addresses, and card numbers that turn out not to exist; a busy counter
 * scans more real cards than that.
 */
import { countEvent, mayAttempt, takeAttempt, type Allowed, type Limit } from '$lib/server/auth/rate-limit';
import { openCase } from '$lib/server/cases/cases';
import type { Means } from '$lib/contract/sync/rewards';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';

const day = 24 * 3600;
const perMinute: Limit = { name: 'identify-minute', most: 30, windowSeconds: 60 };
// By till, though the spec says by cashier: a till is what proves itself, and a stolen one would name another cashier each time.
const perDay: Limit = { name: 'identify-day', most: 300, windowSeconds: day };
/** More than any counter serves, fewer than a list of members. */
const cardsPerDay: Limit = { name: 'identify-cards', most: 3_000, windowSeconds: day };
/** A basket is asked about at each change, so many more often than anybody is identified. */
const previews: Limit = { name: 'preview-minute', most: 120, windowSeconds: 60 };
/** Each card given ends another or makes a number, and a refused one tells whose it may be: rarer than anybody is looked for. */
const cardsGiven: Limit = { name: 'give-card-minute', most: 10, windowSeconds: 60 };
const cardsGivenPerDay: Limit = { name: 'give-card-day', most: 300, windowSeconds: day };
/** Cards a till asked about today: whose they are, it was told or refused already. */
const asked: Limit = { name: 'identify-asked', most: 1, windowSeconds: day };
const tries: Limit = { name: 'identify-tries', most: 0, windowSeconds: day };
const misses: Limit = { name: 'identify-misses', most: 0, windowSeconds: day };
const alarms: Limit = { name: 'identify-alarm', most: 0, windowSeconds: day };

/** More misses than this share of so many tries are no mistyping any more. */
const alarmTries = 50;
const alarmShare = 0.2;

/**
 * For whom members are looked up: a till of ours, or the key of another system, which may stand for many tills. Its cards are
 * not counted, but everything that can be guessed and everything that belongs to nobody is.
 */
export type Asker = { tillId: string } | { keyId: string };

const subjectOf = (asker: Asker) => ('tillId' in asker ? asker.tillId : asker.keyId);

/** One look-up by what can be guessed. */
export function takeGuess(db: Db, ports: Ports, asker: Asker): Promise<Allowed> {
	return takeAttempt(db, perDay, subjectOf(asker), ports.now());
}

/** Before anybody is looked for. */
export async function takeIdentification(db: Db, ports: Ports, tillId: string, means: Means): Promise<Allowed> {
	const now = ports.now();
	const allowed = await takeAttempt(db, perMinute, tillId, now);
	if (!allowed.ok) return allowed;
	return takeAttempt(db, isGuessable(means) ? perDay : cardsPerDay, tillId, now);
}

function isGuessable({ kind }: Means): boolean {
	return kind === 'phone' || kind === 'email';
}

/** One look at what a basket earns and may spend. */
export function takePreview(db: Db, ports: Ports, tillId: string): Promise<Allowed> {
	return takeAttempt(db, previews, tillId, ports.now());
}

/** One card for a member who is one already. */
export async function takeCardGiving(db: Db, ports: Ports, tillId: string): Promise<Allowed> {
	const allowed = await takeAttempt(db, cardsGiven, tillId, ports.now());
	return allowed.ok ? takeAttempt(db, cardsGivenPerDay, tillId, ports.now()) : allowed;
}

/** Whether this till asked today who has the card. `cardHmac`: base64url. */
export async function wasAsked(db: Db, ports: Ports, tillId: string, cardHmac: string): Promise<boolean> {
	return !(await mayAttempt(db, asked, askedBy(tillId, cardHmac), ports.now())).ok;
}

export async function noteAsked(db: Db, ports: Ports, tillId: string, cardHmac: string): Promise<void> {
	await countEvent(db, asked, askedBy(tillId, cardHmac), ports.now());
}

/** Bytes, because a subject is compared without regard to case. */
const askedBy = (tillId: string, cardHmac: string) => `${tillId} ${Buffer.from(cardHmac, 'base64url').toString('hex')}`;

/** Afterwards. */
export async function noteIdentification(
	db: Db,
	ports: Ports,
	tillId: string,
	means: Means,
	found: boolean
): Promise<void> {
	if (!found && !isGuessable(means)) await takeGuess(db, ports, { tillId });
	await noteTry(db, ports, { tillId }, found);
}

/** Counts, and opens one case an asker and day when too many numbers belong to nobody. */
export async function noteTry(db: Db, ports: Ports, asker: Asker, found: boolean): Promise<void> {
	const now = ports.now();
	const subject = subjectOf(asker);
	const tried = await countEvent(db, tries, subject, now);
	if (found) return;
	const missed = await countEvent(db, misses, subject, now);
	if (tried <= alarmTries || missed <= tried * alarmShare) return;
	if ((await countEvent(db, alarms, subject, now)) > 1) return;
	const date = new Date(now).toISOString().slice(0, 10);
	const tillId = 'tillId' in asker ? asker.tillId : null;
	const detail = { date, tried, missed, ...('keyId' in asker && { keyId: asker.keyId }) };
	await openCase(db, ports, { kind: 'members_probed', tillId, detail });
}
