/** Card numbers that tills may give away without network: lent a hundred at a time, to one device each. */
import type { JoinNumbers } from '$lib/contract/sync/join';
import { cardNumber, type CardRange } from '$lib/domain/code/card';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { blockSize, drawBelow, issuingRange, serialPlaces } from './card';
import {
	findHighestBetween,
	findLeasesFor,
	hasCardsBetween,
	insertLease,
	listLeases,
	lockDevice,
	type Lease
} from './queries.cards';

/** A till with fewer numbers than this left gets the next hundred. */
const fewestLeft = 30;
const mostSent = 3;
/** A till uses up one lease after another: older ones hold nothing any more. */
const mostLooked = 5;

/** What a device may still give away, oldest first. */
export async function readJoinNumbers(db: Db, deviceId: string): Promise<JoinNumbers[]> {
	const leases: JoinNumbers[] = [];
	for (const lease of await listLeases(db, deviceId, mostLooked)) {
		const numbers = await toJoinNumbers(db, lease);
		if (numbers.next < numbers.firstSerial + numbers.count) leases.push(numbers);
	}
	return leases.slice(-mostSent);
}

async function toJoinNumbers(db: Db, lease: Lease): Promise<JoinNumbers> {
	const range = rangeOf(lease);
	const firstSerial = lease.block * blockSize;
	const highest = await findHighestBetween(db, ...boundsOf(range, lease.block));
	const next = highest === null ? firstSerial : serialOf(range, highest) + 1;
	return { prefix: lease.prefix, length: lease.length, check: lease.check_digit, firstSerial, count: blockSize, next };
}

function rangeOf({ prefix, length, check_digit }: Pick<Lease, 'prefix' | 'length' | 'check_digit'>): CardRange {
	return { prefix, length, check: check_digit, active: true };
}

function boundsOf(range: CardRange, block: number): [first: string, last: string] {
	const first = cardNumber(range, block * blockSize);
	const last = cardNumber(range, block * blockSize + blockSize - 1);
	if (first === null || last === null) throw new Error(`Block ${String(block)} does not fit its range.`);
	return [first, last];
}

function serialOf(range: CardRange, number: string): number {
	return Number(number.slice(range.prefix.length, range.prefix.length + serialPlaces(range)));
}

/** Lends a device a hundred more numbers when few are left; tills hear of it with their settings. */
export async function lendNumbers(tx: Db, ports: Ports, deviceId: string): Promise<void> {
	await lockDevice(tx, deviceId);
	const left = (await readJoinNumbers(tx, deviceId)).reduce(
		(sum, { firstSerial, count, next }) => sum + firstSerial + count - next,
		0
	);
	if (left >= fewestLeft) return;
	const range = await issuingRange(tx);
	const blocks = 10 ** serialPlaces(range) / blockSize;
	for (let tries = 0; tries < 20; tries++) {
		const block = drawBelow(ports, blocks);
		if (await hasCardsBetween(tx, ...boundsOf(range, block))) continue;
		const { prefix, length, check } = range;
		const at = new Date(ports.now());
		const row = { id: newId(ports), device_id: deviceId, prefix, length, check_digit: check, block, leased_at: at };
		if (await insertLease(tx, row)) return;
	}
}

/** Whether a number lies in a block that was lent to this device. */
export async function isLentTo(db: Db, deviceId: string, number: string): Promise<boolean> {
	for (const lease of await findLeasesFor(db, deviceId, number)) {
		const range = rangeOf(lease);
		const serial = serialOf(range, number);
		if (Math.floor(serial / blockSize) === lease.block && cardNumber(range, serial) === number) return true;
	}
	return false;
}
