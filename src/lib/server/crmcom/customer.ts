/** Whom a call is about: identification with its limit, and the customer's record as the wire shows it. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { meansOf, type CustomerIdentifier } from '$lib/contract/crmcom/identifiers';
import type { ParticipantData, WalletData } from '$lib/contract/crmcom/participants';
import { toLocalDate } from '$lib/contract/crmcom/dates';
import { toAmount } from '$lib/contract/crmcom/numbers';
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Balance, Identified, Means } from '$lib/contract/sync/rewards';
import { returnAttempt } from '../auth/rate-limit';
import { may, type Caller } from '../api-keys/tokens';
import type { Answer, Place } from '../rewards/backend';
import type { CrmcomApp } from './call';
import { limited, limits, type Limited } from './limits';
import type { Store } from './place';
import { memberOfNumber, numberOfMember, selectMember } from './queries';
import { toWireFault } from './refusals';

export type Customer = { ok: true; member: Identified };

type CustomerFields = {
	rewards_participant_identifier?: CustomerIdentifier | undefined;
	accounts_receivable_identifier?: CustomerIdentifier | undefined;
};

const bothNames = 'rewards_participant_identifier, accounts_receivable_identifier';

/** The one identifier of a call that takes the customer by either name. */
export function customerOf(fields: CustomerFields): { ok: true; identifier: CustomerIdentifier } | WireFault {
	const given = [fields.rewards_participant_identifier, fields.accounts_receivable_identifier].flatMap(
		(identifier) => identifier ?? []
	);
	const [identifier] = given;
	if (identifier && given.length === 1) return { ok: true, identifier };
	return given.length === 0
		? fault('COMMON.MANDATORYPARAMETERMISSINGEXCEPTION', `One of ${bothNames} is missing`)
		: fault('COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION', `The call needs exactly one of ${bothNames}`);
}

/** Misses count against the key, so that nobody finds customers by trying numbers. */
export async function identify(
	app: CrmcomApp,
	caller: Caller,
	identifier: CustomerIdentifier,
	place: Place
): Promise<Customer | WireFault | Limited> {
	const now = app.ports.now();
	const refused = await limited(app.db, limits.missesByKey, caller.keyId, now);
	if (refused) return refused;
	const found = await find(app, identifier, place);
	if (!found.ok && (found.code === 'member_not_found' || found.code === 'card_not_active')) return toWireFault(found);
	await returnAttempt(app.db, limits.missesByKey, caller.keyId, now);
	return found.ok ? found : toWireFault(found);
}

async function find(
	app: CrmcomApp,
	identifier: CustomerIdentifier,
	place: Place
): Promise<Answer<{ member: Identified }>> {
	const shown = meansOf(identifier);
	const notFound = { ok: false, code: 'member_not_found' } as const;
	switch (shown.by) {
		case 'nothing':
			return notFound;
		case 'id':
			return app.engine.identify({ kind: 'member', memberId: shown.id }, place);
		case 'number': {
			const memberId = await memberOfNumber(app.db, serialOf(shown.number));
			return memberId ? app.engine.identify({ kind: 'member', memberId }, place) : notFound;
		}
		case 'code': {
			let answer: Answer<{ member: Identified }> = notFound;
			for (const means of meansOfCode(shown.code)) {
				answer = await app.engine.identify(means, place);
				if (answer.ok || answer.code !== 'member_not_found') break;
			}
			return answer;
		}
	}
}

/** `RP0000000042`, `ACR0000000042` and `W0000000042` are one customer; −1 for anything else. */
function serialOf(number: string): number {
	const digits = /^(?:RP|ACR|W)?(\d{1,15})$/i.exec(number)?.[1];
	return digits === undefined ? -1 : Number(digits);
}

/** One code may be a card or a telephone number; the card counts first (§2.7). */
function meansOfCode(code: string): Means[] {
	if (code.includes('@')) return [{ kind: 'email', email: code }];
	const isPhone = code.length <= 30 && /^\+?[\d\s()./-]{5,}$/.test(code);
	const card: Means[] = code.length <= 40 ? [{ kind: 'card', number: code }] : [];
	return isPhone ? [...card, { kind: 'phone', phone: code }] : card;
}

const serial = (number: number) => String(number).padStart(10, '0');

export function walletData(memberId: string, number: number, balances: readonly Balance[], store: Store): WalletData {
	const money = balances.find(({ currency }) => currency === store.currency);
	const points = balances.find(({ currency }) => currency !== store.currency);
	const amount = (minor: number | undefined) => toAmount(minor ?? 0, store.exponent);
	return {
		id: toGuid(memberId),
		number: `W${serial(number)}`,
		balance: amount(money?.balanceMinor),
		conditional_balance: amount(money?.conditionalMinor),
		unconditional_balance: amount((money?.balanceMinor ?? 0) - (money?.conditionalMinor ?? 0)),
		amount_on_hold: amount(money?.heldMinor),
		alternative_balance: points?.balanceMinor ?? null,
		conditional_alternative_balance: points?.conditionalMinor ?? null,
		unconditional_alternative_balance: points ? points.balanceMinor - points.conditionalMinor : null,
		currency: { code: store.currency }
	};
}

/** The record of a customer. Without the right to personal data: the name that the engine shows, and no contacts. */
export async function participantData(
	app: CrmcomApp,
	caller: Caller,
	member: Identified,
	store: Store
): Promise<ParticipantData> {
	const [row, number] = await Promise.all([
		selectMember(app.db, member.memberId),
		numberOfMember(app.db, member.memberId)
	]);
	const isPersonal = may(caller, 'personal');
	const name = (isPersonal ? row?.name : null) ?? member.shownName;
	const { first, last } = splitName(name);
	const id = toGuid(member.memberId);
	const amount = (minor: number | null | undefined) =>
		minor === null || minor === undefined ? null : toAmount(minor, store.exponent);
	return {
		id,
		number: `RP${serial(number)}`,
		sign_up_on: row ? toLocalDate(Date.parse(row.createdAt), store.zone) : null,
		life_cycle_state: 'EFFECTIVE',
		accounts_receivable: {
			id,
			number: `ACR${serial(number)}`,
			name: `ACR${serial(number)} ${name}`,
			life_cycle_state: 'ACTIVE',
			account_owner: { type: 'PERSON', first_name: first, last_name: last, name }
		},
		auto_spend_authorisation: {
			enabled: row?.autoSpend ?? false,
			minimum_wallet_balance: amount(row?.autoSpendBalanceMinor),
			minimum_spend_amount: amount(row?.autoSpendLeastMinor),
			maximum_spend_amount: amount(row?.autoSpendMostMinor)
		},
		spend_blocking_state: { enabled: member.spendBlocked },
		reward_tier: member.tier === null ? null : { name: member.tier },
		wallet: walletData(member.memberId, number, member.balances, store),
		emails_set: isPersonal && row?.email ? [{ type: 'MAIN', address: row.email }] : null,
		phones_set: isPersonal && row?.phone ? [{ type: 'MOBILE', number: row.phone }] : null
	};
}

function splitName(name: string): { first: string; last: string | null } {
	const at = name.trim().lastIndexOf(' ');
	return at < 0 ? { first: name.trim(), last: null } : { first: name.slice(0, at).trim(), last: name.slice(at + 1) };
}

export { numberOfMember };
export const participantNumber = (number: number) => `RP${serial(number)}`;
