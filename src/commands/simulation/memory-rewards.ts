/** The steps of a rewarded sale at the simulated server: open, spend, abort. */
import {
	abortRequest,
	openRequest,
	spendRequest,
	type Opened,
	type RewardBasket,
	type Spent
} from '$lib/contract/sync/rewards';
import { problemResponse } from '$lib/server/http/problem';
import type { LedgerState, WalletFlaws } from './ledger-state';
import { currency, holdMs, type MemoryLedger } from './memory-ledger';

export class MemoryRewards {
	constructor(
		private readonly state: () => LedgerState,
		private readonly ledger: MemoryLedger,
		private readonly place: { storeId: string; nowMs: () => number },
		private readonly flaws: WalletFlaws = {}
	) {}

	answer(step: string, tillId: string, isBooked: (saleId: string) => boolean, body: unknown): Response {
		const { saleId } = body as { saleId?: string };
		if (step === 'abort') return this.#abort(tillId, body);
		if (saleId !== undefined && isBooked(saleId)) return problemResponse(409, 'sale_already_closed', 'It is booked.');
		if (step === 'open') return this.#open(tillId, body);
		if (step === 'spend') return this.#spend(tillId, body);
		return problemResponse(404, 'not_found', 'Nothing is here.');
	}

	#open(tillId: string, request: unknown): Response {
		const { saleId, basket } = openRequest.parse(request);
		const { memberId } = basket;
		if (memberId === null || !this.state().balances.has(memberId))
			return problemResponse(404, 'member_not_found', 'Nobody is known by this.');
		const former = this.state().open.get(saleId);
		if (former && former.tillId !== tillId) return problemResponse(409, 'conflict', 'It is open elsewhere.');
		const content = JSON.stringify(basket);
		if (former && former.content !== content) this.ledger.release(saleId);
		const dueMinor = basket.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0);
		this.state().open.set(saleId, { tillId, memberId, content, dueMinor });
		return Response.json({
			...{ awards: [], instantMinor: 0, automaticMinor: 0, additionalMinor: 0, minimumMinor: 0, maximumMinor: null },
			...{ reductionMethod: 'front_end', messages: [], grants: [], balances: this.#balances(memberId) },
			expiresAt: new Date(this.place.nowMs() + holdMs).toISOString()
		} satisfies Opened);
	}

	#spend(tillId: string, request: unknown): Response {
		const { saleId, amountMinor: askedMinor } = spendRequest.parse(request);
		const open = this.state().open.get(saleId);
		if (!open || open.tillId !== tillId) return problemResponse(409, 'not_open', 'Open it first.');
		const { memberId, dueMinor, content } = open;
		const key = `${saleId}:${String(askedMinor)}`;
		// A new amount takes the place of the former one.
		this.ledger.release(saleId, key);
		const lines = (JSON.parse(content) as RewardBasket).lines.map(({ productId, totalMinor }) => {
			return { productId, groupId: null, brand: null, totalMinor };
		});
		const wish = { saleId, memberId, lines, dueMinor, askedMinor };
		const held = this.ledger.hold(wish, key, this.place.storeId);
		if (!held) return problemResponse(409, 'nothing_to_spend', 'There is nothing to spend.');
		const amountMinor = this.flaws.tellsAsked ? askedMinor : held.amountMinor;
		const grant = { grantId: held.holdId, kind: 'additional', amountMinor, label: 'Your value' } as const;
		return Response.json({ askedMinor, grant, balances: this.#balances(memberId) } satisfies Spent);
	}

	#abort(tillId: string, request: unknown): Response {
		const { saleId } = abortRequest.parse(request);
		const open = this.state().open.get(saleId);
		if (open && open.tillId !== tillId) return problemResponse(409, 'not_open', 'It is open elsewhere.');
		this.ledger.release(saleId);
		this.state().open.delete(saleId);
		return Response.json({});
	}

	#balances(memberId: string): Spent['balances'] {
		const { balances, lots } = this.state();
		const heldMinor = lots.reduce((sum, lot) => sum + (lot.memberId === memberId ? lot.heldMinor : 0), 0);
		return [{ currency, balanceMinor: balances.get(memberId) ?? 0, conditionalMinor: 0, heldMinor }];
	}
}
