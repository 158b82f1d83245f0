/** Eleni, whose value is kept elsewhere, at our till. */
import type { EventBody } from '../../src/lib/contract/sync/bodies';
import { testId } from './any-basket';
import { basketOf, elenisCard, type RemoteRewards } from './remote-rewards';
import { saleBody, shopIds } from './test-shop';

type Sale = EventBody<'sale.completed'>;

let sales = 7000;
export const newSale = () => testId((sales += 1));

/** What was answered; a refusal fails the test. */
export function value<T extends object>(answer: ({ ok: true } & T) | { ok: false; code: string; detail?: string }): T {
	if (!answer.ok) throw new Error(`${answer.code} ${answer.detail ?? ''}`);
	return answer;
}

export class RemoteCustomer {
	private constructor(
		private readonly two: RemoteRewards,
		/** Here. */
		readonly memberId: string
	) {}

	/** Past rate limits and every rest of the breaker, with 5.00 there and a line that works. */
	static async comesIn(two: RemoteRewards): Promise<RemoteCustomer> {
		two.advance(3 * 60_000);
		Object.assign(two, { faults: [], refuses: null, isDown: false, errorStatus: 'legacy200' });
		two.restart();
		await two.setBalance(500);
		const found = await two.backend.identify({ kind: 'card', number: elenisCard }, two.place);
		if (!found.ok) throw new Error(found.code);
		two.calls.length = 0;
		return new RemoteCustomer(two, found.member.memberId);
	}

	async open(saleId: string) {
		return value(await this.two.backend.open(saleId, basketOf(this.memberId), this.two.place)).opened;
	}

	async spend(saleId: string, amountMinor: number) {
		return value(await this.two.backend.spend(saleId, { currency: 'EUR', amountMinor }, this.two.place)).spent;
	}

	/** The sale reaches the books here; the worker has not run yet. */
	async buy(saleId: string, given: Partial<Sale> = {}): Promise<Sale> {
		const member = { memberId: this.memberId, cardHmac: null };
		const body = saleBody(this.two.till, { saleId, member, ...given });
		await this.two.till.append('sale.completed', body, { staffId: shopIds.cashier });
		await this.two.till.push();
		return body;
	}
}
