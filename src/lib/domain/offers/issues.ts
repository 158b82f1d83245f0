/** Coupons and vouchers that are handed out after the sale. Of those that compete the dearest voucher counts, else the first. */
import { couponsAtMost } from '../basket/coupon';
import { vouchersAtMost } from '../voucher/voucher';
import { expiresAt } from '../wallet/expiry';
import type { Candidate } from './candidates';
import { decide, type Tried } from './contest';
import { within } from './gate';
import type { Effect, LotExpiry } from './offer';
import type { Issue } from './quote-types';
import type { Scene } from './scene';
import type { Gave, Withheld } from './trace';

export class Issues {
	readonly given: Issue[] = [];

	constructor(private readonly scene: Scene) {}

	run(): void {
		decide<Issue>(this.scene.candidates('issue'), {
			attempt: (candidate) => this.#attempt(candidate),
			accept: (candidate, { result }) => {
				this.given.push(result);
				this.scene.note(candidate, toGave(result));
			},
			refuse: (candidate, why) => this.scene.note(candidate, why)
		});
	}

	#attempt(candidate: Candidate): Tried<Issue> {
		const admitted = this.scene.admit(candidate);
		if (!admitted.ok) return admitted;
		const { allowance, unknown } = admitted;
		if (unknown.length > 0) return { ok: false, why: { code: 'needs_connection', unknown, would: null } };
		const { id: offerId, title, effect, currency } = candidate.ready.offer;
		const full = this.#isFull(effect.kind);
		if (full) return { ok: false, why: full };
		if (effect.kind === 'coupon') {
			const { couponId, count } = effect;
			return {
				ok: true,
				worthMinor: 0,
				currency,
				lines: [],
				result: { kind: 'coupon', offerId, title, couponId, count }
			};
		}
		if (effect.kind !== 'voucher') throw new TypeError(`offer ${offerId} hands out nothing`);
		const { voucherId, expiry = null } = effect;
		const over = this.#isOver(expiry);
		if (over) return { ok: false, why: over };
		const { amountMinor } = within(effect.amountMinor, allowance);
		const result: Issue = { kind: 'voucher', offerId, title, voucherId, amountMinor, expiry };
		return { ok: true, worthMinor: amountMinor, currency, lines: [], result };
	}

	/** What a receipt has no room for must not be promised. */
	#isFull(kind: Effect['kind']): Withheld | null {
		const most = kind === 'coupon' ? couponsAtMost : vouchersAtMost;
		return this.given.filter((one) => one.kind === kind).length < most ? null : { code: 'receipt_full', most };
	}

	/** A voucher that ended before it is handed out would be an empty promise. */
	#isOver(expiry: LotExpiry | null): Withheld | null {
		const { atMs, zone } = this.scene.input.context;
		const endMs = endOf(expiry, atMs, zone);
		return endMs !== null && endMs <= atMs ? { code: 'ended', to: new Date(endMs).toISOString() } : null;
	}
}

function endOf(expiry: LotExpiry | null, atMs: number, zone: string): number | null {
	return expiry && expiresAt(expiry, atMs, zone);
}

/** What a sale that is closed at `atMs` still hands out: a voucher may have ended since the quote, which stands still at Pay. */
export function issuesAt(issues: readonly Issue[], atMs: number, zone: string): Issue[] {
	return issues.filter((issue) => {
		const endMs = issue.kind === 'voucher' ? endOf(issue.expiry, atMs, zone) : null;
		return endMs === null || endMs > atMs;
	});
}

function toGave(issue: Issue): Gave {
	return issue.kind === 'coupon'
		? { code: 'gave_coupon', couponId: issue.couponId, count: issue.count }
		: { code: 'gave_voucher', voucherId: issue.voucherId, amountMinor: issue.amountMinor };
}
