/** Whom a call is about: identification with its limit, and the customer's record as the wire shows it. */
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { meansOf, type CustomerIdentifier } from '$lib/contract/crmcom/identifiers';
import type { ParticipantData, WalletData } from '$lib/contract/crmcom/participants';
import { toLocalDate } from '$lib/contract/crmcom/dates';
import { toAmount } from '$lib/contract/crmcom/numbers';
import { toGuid } from '$lib/contract/crmcom/wire';
import type { Balance, Identified, Means } from '$lib/contract/sync/rewards';
import { countEvent, returnAttempt } from '../auth/rate-limit';
import { may, type Caller } from '../api-keys/tokens';
import type { Answer, Place } from '../rewards/backend';
import type { CrmcomApp } from './call';
import { noteTry, takeGuess } from '../members/identify-limits';
import { isLimited, limited, limits, toLimited, type Limited } from './limits';
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

/**
 * Misses count against the key by the minute and by the day, and so does what can be guessed, hits included: nobody finds
 * customers by trying numbers (specs/reliability.md §5).
 */
export async function identify(
	app: CrmcomApp,
	caller: Caller,
	identifier: CustomerIdentifier,
	place: Place
): Promise<Customer | WireFault | Limited> {
	const { db, ports } = app;
	const { keyId } = caller;
	const now = ports.now();
	const refused =
		(await limited(db, limits.missesByKey, keyId, now)) ?? (await isLimited(db, limits.missesByDay, keyId, now));
	if (refused) return refused;
	const { answer, isGuess } = await find(app, keyId, identifier, place);
	if ('retryAfterSeconds' in answer) return answer;
	const isMiss = !answer.ok && (answer.code === 'member_not_found' || answer.code === 'card_not_active');
	if (isMiss) await countEvent(db, limits.missesByDay, keyId, now);
	else await returnAttempt(db, limits.missesByKey, keyId, now);
	if (isMiss || isGuess) await noteTry(db, ports, { keyId }, !isMiss);
	return answer.ok ? answer : toWireFault(answer);
}

type Looked = { answer: Answer<{ member: Identified }> | Limited; isGuess: boolean };

const notFound = { ok: false, code: 'member_not_found' } as const;

async function find(app: CrmcomApp, keyId: string, identifier: CustomerIdentifier, place: Place): Promise<Looked> {
	const shown = meansOf(identifier);
	switch (shown.by) {
		case 'nothing':
			return { answer: notFound, isGuess: false };
		case 'id':
			return { answer: await app.engine.identify({ kind: 'member', memberId: shown.id }, place), isGuess: false };
		case 'number': {
			const memberId = await memberOfNumber(app.db, serialOf(shown.number));
			const answer = memberId ? await app.engine.identify({ kind: 'member', memberId }, place) : notFound;
			return { answer, isGuess: false };
		}
		case 'code':
			return findByCode(app, keyId, shown.code, place);
	}
}

async function findByCode(app: CrmcomApp, keyId: string, code: string, place: Place): Promise<Looked> {
	let answer: Answer<{ member: Identified }> = notFound;
	for (const means of meansOfCode(code)) {
		const isGuess = means.kind !== 'card';
		const refused = isGuess ? toLimited(await takeGuess(app.db, app.ports, { keyId })) : null;
		if (refused) return { answer: refused, isGuess };
		answer = await app.engine.identify(means, place);
		if (answer.ok || answer.code !== 'member_not_found') return { answer, isGuess };
	}
	return { answer, isGuess: false };
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
