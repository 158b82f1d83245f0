/** What a case rests on: the entries as they arrived and whether they are genuine, and what the ledger made of them. */
import { saleCompleted } from '$lib/contract/sync/bodies';
import { withMaskedCards } from '$lib/domain/code/payment-numbers';
import { isUuid } from '$lib/domain/id';
import type { Db } from '$lib/server/db/client';
import { proveEvent, type EventProof } from '$lib/server/sales/verify';
import * as wallet from '$lib/server/wallet/wallet';
import { idsNamed, receiptsNamed, type Finding } from './findings';
import {
	selectEvents,
	selectHashesBefore,
	selectKeysOfIds,
	selectNames,
	selectSaleKeys,
	type EventKey
} from './queries.evidence';

/** More entries side by side would be no evidence but a list. */
const mostEvents = 8;

type Row = Awaited<ReturnType<typeof selectEvents>>[number];

export type Witness = Omit<Row, 'publicKey' | 'sig'> & {
	proof: EventProof;
	/** Money and value by kind, in minor units. */
	paid: { kind: string; amountMinor: number }[];
	spentMinor: number;
};

type CaseAt = { tillId: string | null; epoch: number | null; seq: number | null; saleId: string | null };

export async function readEvidence(db: Db, at: CaseAt, findings: readonly Finding[]) {
	const events = await selectEvents(db, await keysOf(db, at, findings), mostEvents);
	const witnesses: Witness[] = [];
	for (const event of events) witnesses.push(await toWitness(db, event));
	const saleIds = witnesses.flatMap(({ saleId }) => saleId ?? []);
	const named = await selectNames(db, [...new Set(findings.flatMap(idsIn))].slice(0, 100));
	return {
		witnesses,
		ledger: await wallet.movesOfSales(db, saleIds),
		names: Object.fromEntries(named.map(({ id, name }) => [id, name ?? '']))
	};
}

async function keysOf(
	db: Db,
	{ tillId, epoch, seq, saleId }: CaseAt,
	findings: readonly Finding[]
): Promise<EventKey[]> {
	const own = tillId !== null && epoch !== null && seq !== null ? [{ tillId, epoch, seq }] : [];
	const ids = idsNamed(findings).filter(isUuid);
	const sales = await selectSaleKeys(db, { saleId, receipts: receiptsNamed(findings), ids }, mostEvents);
	const doubled = await selectKeysOfIds(db, ids, mostEvents);
	const keys = [...own, ...sales, ...doubled];
	return [...new Map(keys.map((key) => [`${key.tillId} ${String(key.epoch)} ${String(key.seq)}`, key])).values()];
}

async function toWitness(db: Db, { publicKey, sig, ...event }: Row): Promise<Witness> {
	const before = await selectHashesBefore(db, event);
	const proof = await proveEvent({ text: event.text, hash: event.hash, sig, publicKey }, before);
	const sale = bodyOf(event.text);
	return {
		...event,
		// Proven above as it was kept; a manager reads it without whole card numbers.
		text: withMaskedCards(event.text),
		proof,
		paid: sale?.tenders.map(({ kind, amountMinor }) => ({ kind, amountMinor })) ?? [],
		spentMinor: sale?.spends.reduce((sum, { amountMinor }) => sum + amountMinor, 0) ?? 0
	};
}

function bodyOf(text: string) {
	try {
		const read = saleCompleted.safeParse((JSON.parse(text) as { body?: unknown }).body);
		return read.success ? read.data : null;
	} catch {
		return null;
	}
}

/** Ids a finding names, to be called by their names. */
function idsIn(finding: Finding): string[] {
	const values = Object.values(finding).flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
	return values.filter((value): value is string => typeof value === 'string' && isUuid(value));
}
