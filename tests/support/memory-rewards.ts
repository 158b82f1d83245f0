/**
 * A rewards engine in memory that obeys the contract of `RewardsBackend` and of late spends: each step once, the same call
 * again the same answer, other content a conflict. Award 5 % of the total; automatic spends where the member wants them.
 */
import type { Balance, Grant, Identified, Means, Preview, RewardBasket } from '$lib/contract/sync/rewards';
import type { Engine, GrantWish, Trx } from '$lib/server/crmcom/engine';
import type { Answer, Place, Posted, PostedSale, Refunded, RewardsBackend } from '$lib/server/rewards/backend';

export type MemoryMember = {
	memberId: string;
	name: string;
	cards: string[];
	phone?: string;
	email?: string;
	balanceMinor: number;
	spendBlocked?: boolean;
	ended?: boolean;
	automatic?: boolean;
};

type Sale = {
	memberId: string;
	state: 'open' | 'closed' | 'aborted';
	content: string;
	totalMinor: number;
	awardMinor: number;
	grants: Grant[];
	asked: Map<number, Grant | null>;
	answer?: Posted;
	submitted?: string;
};

export const awardBp = 500;
const currency = 'EUR';
const labels = { instant: 'Happy hour', automatic: 'Automatic', additional: 'Rewards' } as const;

export class MemoryRewards implements Engine, RewardsBackend {
	readonly keepsValueHere = false;
	readonly name = 'builtin';
	readonly sales = new Map<string, Sale>();
	readonly #refunds = new Map<string, Answer<Refunded>>();
	readonly #late = new Map<string, Grant | null>();
	readonly #cancelled = new Set<string>();
	/** What an offer takes off each purchase at once. */
	instantMinor = 0;
	minimumMinor = 0;
	maximumMinor: number | null = null;
	/** Calls that fail, by name; each entry once. */
	failures: { step: keyof RewardsBackend; retry: boolean }[] = [];
	readonly calls: string[] = [];

	constructor(readonly members: MemoryMember[]) {}

	#enter(step: keyof RewardsBackend): Answer<object> {
		this.calls.push(step);
		const at = this.failures.findIndex((failure) => failure.step === step);
		if (at < 0) return { ok: true };
		const [failure] = this.failures.splice(at, 1);
		return { ok: false, code: 'rewards_unavailable', retry: failure?.retry ?? false };
	}

	member(memberId: string): MemoryMember {
		const found = this.members.find((member) => member.memberId === memberId);
		if (!found) throw new Error(`no member ${memberId}`);
		return found;
	}

	#held(memberId: string): number {
		return [...this.sales.values()]
			.filter((sale) => sale.memberId === memberId && sale.state === 'open')
			.flatMap((sale) => sale.grants)
			.reduce((sum, grant) => sum + (grant.kind === 'instant' ? 0 : grant.amountMinor), 0);
	}

	#balances(memberId: string): Balance[] {
		const { balanceMinor } = this.member(memberId);
		return [{ currency, balanceMinor, conditionalMinor: 0, heldMinor: this.#held(memberId) }];
	}

	async identify(means: Means, _place: Place): Promise<Answer<{ member: Identified }>> {
		const failed = this.#enter('identify');
		if (!failed.ok) return failed;
		const found = this.members.filter((member) => isMeant(member, means));
		const [member] = found;
		if (!member) return { ok: false, code: 'member_not_found' };
		if (found.length > 1) return { ok: false, code: 'member_ambiguous' };
		if (member.ended) return { ok: false, code: 'member_ended' };
		const [first = '', last = ''] = member.name.split(' ');
		return {
			ok: true,
			member: {
				memberId: member.memberId,
				shownName: `${first} ${last.slice(0, 1)}.`,
				tier: null,
				segments: [],
				cardLast4: member.cards[0]?.slice(-4) ?? null,
				cardHmac: null,
				spendBlocked: member.spendBlocked ?? false,
				balances: this.#balances(member.memberId),
				counters: {},
				asOf: '2026-11-20T09:00:00.000Z'
			}
		};
	}

	#quote(memberId: string, totalMinor: number): Preview & { grants: Grant[] } {
		const member = this.member(memberId);
		const free = Math.max(0, member.balanceMinor - this.#held(memberId));
		const instantMinor = Math.min(this.instantMinor, totalMinor);
		const canSpend = !member.spendBlocked;
		const automaticMinor = member.automatic && canSpend ? Math.min(free, totalMinor - instantMinor) : 0;
		const left = totalMinor - instantMinor - automaticMinor;
		const grants: Grant[] = [
			{ grantId: 'instant', kind: 'instant' as const, amountMinor: instantMinor, label: labels.instant },
			{ grantId: 'automatic', kind: 'automatic' as const, amountMinor: automaticMinor, label: labels.automatic }
		].filter((grant) => grant.amountMinor > 0);
		return {
			awards: awardsOf(totalMinor),
			instantMinor,
			automaticMinor,
			additionalMinor: canSpend ? Math.min(free - automaticMinor, left) : 0,
			minimumMinor: this.minimumMinor,
			maximumMinor: this.maximumMinor,
			reductionMethod: 'front_end',
			balances: this.#balances(memberId),
			messages: [],
			grants
		};
	}

	async preview(basket: RewardBasket): Promise<Answer<{ preview: Preview }>> {
		const failed = this.#enter('preview');
		if (!failed.ok) return failed;
		const { grants: _, ...preview } = this.#quote(basket.memberId ?? '', totalOf(basket.lines));
		return { ok: true, preview };
	}

	async open(saleId: string, basket: RewardBasket) {
		const failed = this.#enter('open');
		if (!failed.ok) return failed;
		const memberId = basket.memberId ?? '';
		const content = JSON.stringify(basket);
		const known = this.sales.get(saleId);
		if (known && known.state !== 'aborted' && known.content !== content)
			return { ok: false as const, code: 'conflict' as const };
		if (known?.state === 'closed') return { ok: false as const, code: 'sale_already_closed' as const };
		const totalMinor = totalOf(basket.lines);
		const quote = this.#quote(memberId, totalMinor);
		const grants = known?.state === 'open' ? known.grants : quote.grants.map((grant) => named(grant, saleId));
		if (known?.state !== 'open') {
			const awardMinor = awardsOf(totalMinor)[0]?.amountMinor ?? 0;
			const asked = new Map<number, Grant | null>();
			this.sales.set(saleId, { memberId, state: 'open', content, totalMinor, awardMinor, grants, asked });
		}
		const opened = { ...quote, grants: [...grants], expiresAt: '2026-11-20T10:00:00.000Z' };
		return { ok: true as const, opened };
	}

	async spend(saleId: string, request: { currency: string; amountMinor: number }) {
		const failed = this.#enter('spend');
		if (!failed.ok) return failed;
		const sale = this.sales.get(saleId);
		if (sale?.state === 'closed') return { ok: false as const, code: 'sale_already_closed' as const };
		if (sale?.state !== 'open') return { ok: false as const, code: 'not_open' as const };
		if (this.member(sale.memberId).spendBlocked) return { ok: false as const, code: 'spend_blocked' as const };
		if (request.amountMinor < this.minimumMinor) return { ok: false as const, code: 'amount_below_minimum' as const };
		if (!sale.asked.has(request.amountMinor)) {
			const left = sale.totalMinor - sale.grants.reduce((sum, grant) => sum + grant.amountMinor, 0);
			const free = this.member(sale.memberId).balanceMinor - this.#held(sale.memberId);
			const amountMinor = Math.max(0, Math.min(request.amountMinor, left, free, this.maximumMinor ?? Infinity));
			const grantId = `${saleId}:additional-${String(sale.asked.size + 1)}`;
			const grant: Grant | null =
				amountMinor === 0 ? null : { grantId, kind: 'additional', amountMinor, label: labels.additional };
			sale.asked.set(request.amountMinor, grant);
			if (grant) sale.grants.push(grant);
		}
		const grant = sale.asked.get(request.amountMinor) ?? null;
		const balances = this.#balances(sale.memberId);
		return { ok: true as const, spent: { askedMinor: request.amountMinor, grant, balances } };
	}

	async grant(_trx: Trx, saleId: string, basket: RewardBasket, wish: GrantWish) {
		const answer = await this.open(saleId, basket);
		if (!answer.ok) return answer;
		const { opened } = answer;
		const grants = opened.grants.filter(({ kind }) => kind !== 'instant' || wish.instant);
		const left = grants.reduce((rest, { amountMinor }) => rest - amountMinor, totalOf(basket.lines));
		const { minor = 0, orNothing = false } = wish.additional ?? {};
		const amountMinor = Math.min(left, minor === 'most' ? opened.additionalMinor : minor);
		const extra = amountMinor > 0 ? await this.spend(saleId, { currency, amountMinor }) : null;
		if (extra?.ok && extra.spent.grant) grants.push(extra.spent.grant);
		else if (orNothing) {
			await this.abort(saleId);
			return extra?.ok === false ? extra : { ok: false as const, code: 'nothing_to_spend' as const };
		}
		return { ok: true as const, granted: { grants, reductionMethod: opened.reductionMethod } };
	}

	book(_trx: Trx, sale: PostedSale): Promise<Answer<Posted>> {
		return this.submit(sale);
	}

	release(_trx: Trx, saleId: string): Promise<Answer<object>> {
		return this.abort(saleId);
	}

	async abort(saleId: string): Promise<Answer<object>> {
		const failed = this.#enter('abort');
		if (!failed.ok) return failed;
		const sale = this.sales.get(saleId);
		if (sale?.state === 'open') sale.state = 'aborted';
		return { ok: true };
	}

	async submit({ body, memberId }: PostedSale): Promise<Answer<Posted>> {
		const failed = this.#enter('submit');
		if (!failed.ok) return failed;
		const content = JSON.stringify(body);
		const known = this.sales.get(body.saleId);
		if (known?.answer)
			return known.submitted === content ? { ok: true, ...known.answer } : { ok: false, code: 'conflict' };
		const totalMinor = totalOf(body.lines);
		const awards = awardsOf(totalMinor);
		const awardMinor = awards[0]?.amountMinor ?? 0;
		const member = this.member(memberId);
		const spentMinor = body.spends.reduce((sum, one) => sum + (one.kind === 'instant' ? 0 : one.amountMinor), 0);
		member.balanceMinor += awardMinor - spentMinor;
		const sale: Sale = {
			...{ memberId, state: 'closed', content, submitted: content, totalMinor, awardMinor },
			...{ grants: [], asked: new Map<number, Grant | null>() }
		};
		this.sales.set(body.saleId, sale);
		sale.answer = { awards, balances: this.#balances(memberId) };
		return { ok: true, ...sale.answer };
	}

	async refund({ body, memberId }: PostedSale): Promise<Answer<Refunded>> {
		const failed = this.#enter('refund');
		if (!failed.ok) return failed;
		const known = this.#refunds.get(body.saleId);
		if (known) return known;
		const awardMinor = awardsOf(-totalOf(body.lines))[0]?.amountMinor ?? 0;
		const spentMinor = body.spends.reduce((sum, one) => sum + (one.kind === 'instant' ? 0 : one.amountMinor), 0);
		this.member(memberId).balanceMinor += spentMinor - awardMinor;
		const answer: Answer<Refunded> = {
			ok: true,
			awardsTaken: [{ currency, amountMinor: awardMinor }],
			spendsReturned: [{ currency, amountMinor: spentMinor }],
			balances: this.#balances(memberId)
		};
		this.#refunds.set(body.saleId, answer);
		return answer;
	}

	async given({ saleId }: PostedSale['body'], memberId: string) {
		const amountMinor = this.sales.get(saleId)?.awardMinor ?? 0;
		const award = { lotId: saleId, currency, amountMinor, basis: null };
		return { awards: amountMinor === 0 ? [] : [award], balances: this.#balances(memberId) };
	}

	async spendOnPosted(
		_trx: Trx,
		spendId: string,
		{ body, memberId }: PostedSale,
		request: { currency: string; amountMinor: number }
	) {
		const member = this.member(memberId);
		if (!this.#late.has(spendId)) {
			if (request.amountMinor < this.minimumMinor) return { ok: false as const, code: 'amount_below_minimum' as const };
			const left = totalOf(body.lines) - body.spends.reduce((sum, one) => sum + one.amountMinor, 0);
			const free = member.balanceMinor - this.#held(memberId);
			// The award of this purchase is not for this purchase.
			const earned = this.sales.get(body.saleId)?.awardMinor ?? 0;
			const most = Math.min(request.amountMinor, left, free - earned, this.maximumMinor ?? Infinity);
			const amountMinor = Math.max(0, most);
			member.balanceMinor -= amountMinor;
			const grant = { grantId: `late:${spendId}`, kind: 'additional' as const, amountMinor, label: labels.additional };
			this.#late.set(spendId, amountMinor === 0 ? null : grant);
		}
		const grant = this.#late.get(spendId) ?? null;
		const balances = this.#balances(memberId);
		return { ok: true as const, spent: { askedMinor: request.amountMinor, grant, balances } };
	}

	async cancelSpend(cancelId: string, grantId: string, { body, memberId }: PostedSale) {
		const spend = body.spends.find((one) => one.grantId === grantId);
		if (!this.#cancelled.has(cancelId)) this.member(memberId).balanceMinor += spend?.amountMinor ?? 0;
		this.#cancelled.add(cancelId);
		return { ok: true as const, balances: this.#balances(memberId) };
	}
}

function totalOf(lines: readonly { totalMinor: number }[]): number {
	return lines.reduce((sum, line) => sum + line.totalMinor, 0);
}

function awardsOf(totalMinor: number) {
	const amountMinor = Math.round((totalMinor * awardBp) / 10_000);
	return amountMinor > 0 ? [{ currency, amountMinor, offerId: 'five-percent', label: '5 % back' }] : [];
}

function named(grant: Grant, saleId: string): Grant {
	return { ...grant, grantId: `${saleId}:${grant.grantId}` };
}

function isMeant(member: MemoryMember, means: Means): boolean {
	switch (means.kind) {
		case 'card':
			return member.cards.includes(means.number);
		case 'phone':
			return member.phone === means.phone.replace(/[^+\d]/g, '');
		case 'email':
			return member.email === means.email.toLowerCase();
		case 'member':
			return member.memberId === means.memberId;
		case 'card_hmac':
			return false;
	}
}
