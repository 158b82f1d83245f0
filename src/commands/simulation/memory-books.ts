/** Booking as the simulated server does it: the real placing, and the least that makes its checks meaningful. */
import { eventBodies, saleCompleted } from '$lib/contract/sync/bodies';
import type { PushAnswer, PushOrder, PushResult } from '$lib/contract/sync/push';
import type { SaleBody } from '$lib/domain/receipt/sale';
import type { Arrived } from '$lib/server/journal/arrived';
import { placeEvents, type Finding, type Placed, type Placement } from '$lib/server/journal/place';
import { openEpoch, type Device, type Epoch, type ServerFlaws, type State, type StoredEvent } from './memory-state';
import type { MemoryLedger } from './memory-ledger';
import type { World } from './world';

export type Booked = Pick<PushAnswer, 'answers' | 'order'>;

export class MemoryBooks {
	constructor(
		private readonly world: World,
		private readonly state: () => State,
		private readonly flaws: ServerFlaws,
		private readonly ledger: MemoryLedger
	) {}

	/** `gapsAllowed`: nobody can send what is missing before these events. */
	book({ tillId, deviceId }: Device, number: number, arrived: readonly Arrived[], gapsAllowed = false): Booked {
		const state = this.state();
		const epochs = state.epochs.get(tillId) ?? new Map<number, Epoch>();
		const known = epochs.get(number);
		const [first] = arrived;
		const newest = Math.max(0, ...epochs.keys());
		if (!known && (!first || (first.seq !== 1 && !gapsAllowed && newest <= number))) {
			return { answers: [], order: { kind: 'resend_from', seq: 1 } };
		}
		const grant = { epoch: number, epochText: '', epochHash: first?.envelope?.prev ?? '' };
		const epoch = known ?? { ...openEpoch(grant, deviceId), gapsAllowed: (first?.seq ?? 1) > 1 };
		if (!known) state.epochs.set(tillId, new Map([...epochs, [number, epoch] as const].sort(([a], [b]) => a - b)));
		const key = `${tillId}/${String(number)}`;
		const stored = state.events.get(key) ?? [];
		state.events.set(key, stored);
		const placement = this.flaws.skipsChain ? anywhere(arrived, epoch, stored) : placeEvents(arrived, epoch, stored);
		const answers: PushAnswer['answers'] = placement.duplicates.map((seq) => ({ seq, result: 'duplicate' as const }));
		for (const placed of placement.fresh) {
			answers.push({ seq: placed.event.seq, result: this.#apply(tillId, number, placed, stored) });
		}
		if (this.flaws.appliesTwice) for (const event of arrived) this.#bookAgain(event, placement);
		Object.assign(epoch, { headSeq: placement.head.seq, headHash: placement.head.hash, branches: placement.branches });
		const lost: PushOrder = { kind: 'new_epoch', reason: 'restored' };
		const isSilent = this.flaws.silentForks && placement.order.kind === 'new_epoch';
		const order = isSilent ? ({ kind: 'none' } as const) : placement.order;
		return { answers: answers.sort((a, b) => a.seq - b.seq), order: !known && order.kind === 'none' ? lost : order };
	}

	#bookAgain(event: Arrived, placement: Placement): void {
		const body = placement.duplicates.includes(event.seq) ? saleCompleted.safeParse(event.envelope?.body) : null;
		if (body?.success) {
			this.state().sales.push({ id: body.data.saleId, body: body.data, hash: event.hash });
		}
	}

	#apply(tillId: string, epoch: number, placed: Placed, stored: StoredEvent[]): PushResult {
		const { event, branch, findings } = placed;
		const { sales, cases, events } = this.state();
		const { id = '', type = '' } = event.envelope ?? {};
		const isTaken = !this.flaws.booksDoubledEvents && [...events.values()].flat().some((one) => one.id === id);
		const isKnown = Object.hasOwn(eventBodies, type) && !isTaken;
		const isDropped = this.flaws.dropsBranches && branch > 0;
		const sale = isKnown && type === 'sale.completed' ? saleCompleted.parse(event.envelope?.body) : null;
		const missing = [...missingIn(findings), ...(isKnown && !this.flaws.hushesLoss ? missingBefore(event) : [])].map(
			(range) => {
				return { till: tillId, epoch, ...range };
			}
		);
		const codes = [...findings.map(({ code }) => code), ...(missing.length > 0 ? ['events_missing'] : [])];
		if (isTaken) codes.push('event_id_doubled');
		else if (!isKnown) codes.push('event_unreadable');
		const booked = sale && sales.find((one) => one.id === sale.saleId);
		if (booked) codes.push('sale_id_doubled');
		if (sale && sales.some(({ body }) => body.receiptNumber === sale.receiptNumber))
			codes.push('receipt_number_doubled');
		const result = !isKnown ? 'quarantined' : codes.length > 0 ? 'applied_with_case' : 'applied';
		if (codes.length > 0) cases.push({ tillId, epoch, seq: event.seq, hash: event.hash, codes, missing });
		const commit = () => {
			if (isDropped || (!isKnown && this.flaws.dropsUnreadable)) return;
			stored.push({ seq: event.seq, branch, id, hash: event.hash, text: event.text, result });
			if (sale) this.#bookSale(sale, event, id);
		};
		if (!this.flaws.acksBeforeCommit || !this.world.strikes('server', 0.2)) commit();
		return result;
	}

	#bookSale(body: SaleBody, { hash, envelope }: Arrived, eventId: string): void {
		const { sales } = this.state();
		const before = sales.findIndex(({ id }) => id === body.saleId);
		if (before >= 0 && this.flaws.replacesDoubled) sales[before] = { id: body.saleId, body, hash };
		else sales.push({ id: before < 0 ? body.saleId : eventId, body, hash });
		const atMs = Date.parse(envelope?.at ?? '') + (envelope?.clockOffsetMs ?? 0);
		this.ledger.sold({ body, hash, atMs }, (number) => {
			return sales.find((one) => one.body.kind === 'sale' && one.body.receiptNumber === number)?.body ?? null;
		});
	}
}

type Range = { fromSeq: number; toSeq: number; epoch?: number };

function missingIn(findings: readonly Finding[]): Range[] {
	return findings.flatMap(({ code, fromSeq, toSeq }) => {
		return code === 'events_missing' ? { fromSeq: Number(fromSeq), toSeq: Number(toSeq) } : [];
	});
}

/** What the first event of an epoch says that its till has lost. */
function missingBefore({ envelope }: Arrived): Range[] {
	const read = envelope?.type === 'epoch.opened' ? eventBodies['epoch.opened'].safeParse(envelope.body) : null;
	const { formerEpoch = null, missingFromSeq = null, missingToSeq = null } = read?.data ?? {};
	if (formerEpoch === null || missingFromSeq === null || missingToSeq === null) return [];
	return [{ epoch: formerEpoch, fromSeq: missingFromSeq, toSeq: missingToSeq }];
}

/** The flaw "no chain check": whatever is not there yet is put down where it says it belongs. */
function anywhere(arrived: readonly Arrived[], epoch: Epoch, stored: readonly StoredEvent[]): Placement {
	const known = new Set(stored.map(({ seq }) => seq));
	const fresh = arrived.filter(({ seq }) => !known.has(seq)).map((event) => ({ event, branch: 0, findings: [] }));
	const duplicates = arrived.filter(({ seq }) => known.has(seq)).map(({ seq }) => seq);
	const last = arrived.at(-1);
	const head =
		last && last.seq > epoch.headSeq
			? { seq: last.seq, hash: last.hash }
			: { seq: epoch.headSeq, hash: epoch.headHash };
	return { fresh, duplicates, order: { kind: 'none' }, head, branches: epoch.branches, forks: [] };
}
