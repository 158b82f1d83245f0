import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const lookMs = 200;
/** A file this young without a number in it is being written. */
const youngMs = 5_000;
/** Nothing takes this long; the process that bears the number now is another one. */
const oldestMs = 30 * 60_000;

/**
 * Runs `work` while no other process does: a file with the process's number says who is at it. The file of a process that
 * died is taken over.
 * @template T
 * @param {string} file
 * @param {string} waiting what to say, once, when somebody else is at it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function oneAtATime(file, waiting, work) {
	for (let said = false; !take(file); await sleep(lookMs)) {
		const holder = read(file);
		if (holder === null) continue;
		if (!isAtIt(file, holder)) {
			clear(file, holder);
			continue;
		}
		if (!said) console.log(waiting);
		said = true;
	}
	try {
		return await work();
	} finally {
		if (read(file) === String(process.pid)) rmSync(file, { force: true });
	}
}

/** @param {string} file */
function take(file) {
	try {
		writeFileSync(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		throw error;
	}
}

/** @param {string} file @returns {string | null} null when it is gone */
function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (error.code === 'ENOENT') return null;
		throw error;
	}
}

/** @param {string} file @param {string} holder */
function isAtIt(file, holder) {
	const ageMs = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
	if (ageMs > oldestMs) return false;
	if (!/^\d+$/.test(holder)) return ageMs < youngMs;
	try {
		process.kill(Number(holder), 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/**
 * Moved away first: two that find the same dead process must not remove the file of whoever was quicker.
 * @param {string} file @param {string} dead
 */
function clear(file, dead) {
	const aside = `${file}.${process.pid}`;
	try {
		renameSync(file, aside);
	} catch (error) {
		if (error.code === 'ENOENT') return;
		throw error;
	}
	if (read(aside) === dead || read(file) !== null) rmSync(aside, { force: true });
	else renameSync(aside, file);
}
