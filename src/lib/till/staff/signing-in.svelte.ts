/** Who stands at the till. */
import type { StaffRecord } from '$lib/contract/sync/pull';
import { holdLock } from '../baskets/hold-lock';
import { append } from '../journal/append';
import type { TillParts } from '../parts';
import { refusedOf } from '../refused';
import { hasContact } from '../sync/facts';
import { checkPin, waitBeforePin, type PinAnswer } from './pin';
import { PinWaits } from './pin-waits';

const cashierLock = 'cashier';

type Around = { staff: () => readonly StaffRecord[]; failed: (reason: string) => void };

export class SigningIn {
	cashier = $state.raw<StaffRecord | null>(null);
	readonly #parts: TillParts;
	readonly #around: Around;
	/** Held while somebody is signed in here. */
	#hold: Promise<(() => void) | null> | null = null;
	readonly #waits = new PinWaits(() => performance.now());

	constructor(parts: TillParts, around: Around) {
		this.#parts = parts;
		this.#around = around;
	}

	/** Whether this is that person's PIN; nobody is signed in by it. */
	async check(staffId: string, pin: string): Promise<PinAnswer> {
		const person = this.#around.staff().find((one) => one.id === staffId);
		if (!person) return { ok: false, code: 'failed', waitMs: 0, reason: 'staff_unknown' };
		return checkPin({ ...this.#parts, waits: this.#waits }, person, pin);
	}

	/** Milliseconds before that person's PIN may be tried again. */
	wait(staffId: string): Promise<number> {
		return waitBeforePin({ ...this.#parts, waits: this.#waits }, staffId);
	}

	async signIn(staffId: string, pin: string): Promise<PinAnswer> {
		const answer = await this.check(staffId, pin);
		const cashier = this.#around.staff().find((one) => one.id === staffId);
		if (!answer.ok || !cashier) return answer;
		const { ports, store } = this.#parts;
		const body = { offline: !hasContact(await store.sync(), ports.clock.now()) };
		const written = await append(this.#parts, () => ({ type: 'staff.signed_in', body, staffId }));
		if (!written.ok) return { ok: false, code: 'failed', waitMs: 0, reason: refusedOf(written).reason };
		this.cashier = cashier;
		this.#hold ??= holdLock(ports, cashierLock, { mode: 'shared' }).catch(() => null);
		this.#note(staffId);
		return answer;
	}

	/** A tab starts: whoever was signed in before is gone, unless another tab has somebody. */
	async noteNobody(): Promise<void> {
		const { ports, store } = this.#parts;
		if (!(await ports.locks.isHeld(cashierLock))) await store.updateSync({ staffId: null });
	}

	async lock(reason: 'tap' | 'idle' | 'switch'): Promise<void> {
		const staffId = this.cashier?.id ?? null;
		if (!staffId) return;
		this.cashier = null;
		void this.#hold?.then((release) => release?.());
		this.#hold = null;
		this.#note(null);
		const written = await append(this.#parts, () => ({ type: 'staff.locked', body: { reason }, staffId }));
		if (!written.ok) this.#around.failed(refusedOf(written).reason);
	}

	/** For the next report to the server; nothing depends on it. */
	#note(staffId: string | null): void {
		void this.#parts.store.updateSync({ staffId }).catch(() => undefined);
	}
}
