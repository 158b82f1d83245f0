/** Hands the journal of a lost key over: its events are signed, and that is all the server asks for. */
import { recoverAnswer, type Standing } from '$lib/contract/sync/push';
import { fitBatch, toWire } from '../sync/batch';
import { call } from '../sync/call';
import { progressOf } from '../sync/progress';
import type { JournalContext } from './append';
import type { CopyLine } from './copies';
import { copyLine } from './copying';
import { isSameJournal, noteOf, readHeld, withNotes, type HeldJournal } from './held';
import { noLimit, type HeldNote } from './rows';

/** How long the server is left alone about one journal: when a backup has it, or when it does not take it. */
const askAgainMs = 10 * 60_000;
/** The backup's beginning is told by the database's clock, the handing over by the server's. */
const clocksDifferMs = 60_000;
/** Where no backup is ever made, as long as a till keeps its own events then. */
const keepMs = 90 * 24 * 3_600_000;

/** Hands over what waits. Answers what is held from now on: until a backup has it, a restored server may ask for it again. */
export async function recoverHeld(context: JournalContext, held: readonly HeldJournal[]): Promise<HeldJournal[]> {
	const { ports, store } = context;
	const left: HeldJournal[] = [];
	for (const journal of held) {
		const { heldNotes, generation } = await store.sync();
		const note = noteOf(heldNotes, journal);
		const isOld = note?.state === 'handed' && generation !== 0 && note.generation !== generation;
		// A clock that was put back must not make it wait for ever.
		const isAsked = note && !isOld && Math.abs(ports.clock.now() - note.askedAtMs) < askAgainMs;
		const asks = note?.state === 'handed' && !isOld ? lookForBackup : give;
		if (isAsked || !(await asks(context, journal, note))) left.push(journal);
	}
	return withNotes(left, (await store.sync()).heldNotes);
}

/** Whether nothing of it is held any more. */
async function give(context: JournalContext, journal: HeldJournal): Promise<boolean> {
	const { deviceId, epoch } = journal;
	const { lines, fromFiles } = await readHeld(context, journal);
	// Nothing is left of it when another tab has let go of it.
	if (lines.length === 0) return fromFiles !== null && letGo(context, journal);
	const { whole, refusal, standing } = await handOver(context, deviceId, epoch, lines);
	if (refusal !== null) return note(context, journal, { state: 'refused', code: refusal });
	// Files that could not be read may hold what nobody has handed over yet.
	if (!whole || fromFiles === null) return false;
	// A server that does not speak of backups is believed as before.
	if (!standing) return letGo(context, journal);
	return note(context, journal, { state: 'handed', generation: standing.generation, at: standing.serverTime });
}

/** Asks with the newest event only, which proves that this browser may know. */
async function lookForBackup(context: JournalContext, journal: HeldJournal, handed: HeldNote | null): Promise<boolean> {
	if (handed?.state !== 'handed') return false;
	const { deviceId, epoch } = journal;
	const { lines, fromFiles } = await readHeld(context, journal);
	const last = lines.at(-1);
	if (!last) return fromFiles !== null && letGo(context, journal);
	const body = { deviceId, epoch, events: [toWire(last)], probe: true };
	const answer = await call(context.ports, { method: 'POST', path: '/api/sync/recover', answer: recoverAnswer, body });
	const standing = answer.ok ? answer.value.standing : undefined;
	const isUnknown = !answer.ok && answer.kind === 'refused';
	if (isUnknown || (standing && (!standing.holds || standing.generation !== handed.generation))) {
		// Restored to before: all of it is handed over again, and what is there already is a duplicate.
		return give(context, journal);
	}
	if (!standing) return false;
	const { backupBegunAt, serverTime } = standing;
	const isSafe = backupBegunAt
		? Date.parse(backupBegunAt) > Date.parse(handed.at) + clocksDifferMs
		: Date.parse(serverTime) > Date.parse(handed.at) + keepMs;
	if (isSafe && fromFiles !== null) return letGo(context, journal);
	const { state, generation, at } = handed;
	return note(context, journal, { state, generation, at });
}

type Outcome = { state: 'handed'; generation: number; at: string } | { state: 'refused'; code: string };

async function note({ ports, store }: JournalContext, journal: HeldJournal, outcome: Outcome): Promise<false> {
	const { deviceId, tillId, epoch, lastSeq } = journal;
	const others = ((await store.sync()).heldNotes ?? []).filter((one) => !isSameJournal(one, journal));
	const mine: HeldNote = { deviceId, tillId, epoch, lastSeq, askedAtMs: ports.clock.now(), ...outcome };
	await store.updateSync({ heldNotes: [...others, mine] });
	return false;
}

async function letGo({ store, copies }: JournalContext, journal: HeldJournal): Promise<true> {
	const { deviceId, epoch, lastSeq } = journal;
	await store.dropHeld(journal);
	if (deviceId !== null) await copies?.drop(deviceId, epoch, lastSeq);
	const { heldNotes } = await store.sync();
	if (heldNotes) await store.updateSync({ heldNotes: heldNotes.filter((one) => !isSameJournal(one, journal)) });
	return true;
}

/**
 * What is held behind a gap that nobody can fill, in epochs below `below`: of a retired device, which gets no new epoch to
 * name it in, or of a former epoch, when the next one was opened before the gap was known.
 */
export async function handOverRest(context: JournalContext, deviceId: string, below = Infinity): Promise<void> {
	const { store } = context;
	for (const { epoch } of await store.heads()) {
		if (epoch >= below) continue;
		const progress = progressOf(await store.progress(), epoch);
		const rows = await store.events(epoch, progress.ackedSeq + 1, noLimit);
		const { through } = await handOver(
			context,
			deviceId,
			epoch,
			rows.map((row) => copyLine(row))
		);
		if (through > progress.ackedSeq) await store.saveProgress({ ...progress, ackedSeq: through }, []);
	}
}

/** More damaged lines than this are no accident; the file stays for support. */
const skipsAtMost = 20;

/**
 * `through`: the server has everything of these lines up to this `seq`. `whole`: and that is all of them. `refusal`: it takes
 * something of them. A line that the server finds not signed is passed over, so that one damaged line does not keep the
 * rest; it stays where it is.
 */
type Over = { through: number; whole: boolean; refusal: string | null; standing: Standing | null };

async function handOver(
	{ ports }: JournalContext,
	deviceId: string | null,
	epoch: number,
	lines: readonly CopyLine[]
): Promise<Over> {
	let [left, through, skipped] = [lines, 0, 0];
	let standing: Standing | null = null;
	while (left.length > 0) {
		const batch = fitBatch(left);
		const body = { deviceId, epoch, events: batch.map(toWire) };
		const answer = await call(ports, { method: 'POST', path: '/api/sync/recover', answer: recoverAnswer, body });
		if (!answer.ok) {
			const refusal = answer.kind === 'refused' ? answer.code : null;
			const isDamaged = refusal === 'signature_wrong' && through > 0;
			if (!isDamaged || ++skipped > skipsAtMost) return { through, whole: false, refusal, standing };
			left = left.slice(1);
			continue;
		}
		standing = answer.value.standing ?? null;
		const taken = new Set(answer.value.answers.map(({ seq }) => seq));
		const open = batch.findIndex(({ seq }) => !taken.has(seq));
		const count = open < 0 ? batch.length : open;
		if (count === 0) return { through, whole: false, refusal: null, standing };
		if (skipped === 0) through = batch[count - 1]?.seq ?? through;
		left = left.slice(count);
	}
	const refusal = skipped > 0 ? 'signature_wrong' : null;
	return { through, whole: lines.length > 0 && skipped === 0, refusal, standing };
}
