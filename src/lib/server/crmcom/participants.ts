/** The calls about customers: show, list, balance. */
import type * as z from 'zod/mini';
import type { CustomerIdentifier } from '$lib/contract/crmcom/identifiers';
import type * as wire from '$lib/contract/crmcom/participants';
import { fault, type WireFault } from '$lib/contract/crmcom/errors';
import { toInstant } from '$lib/contract/crmcom/dates';
import type { Answered, Call } from './call';
import { customerOf, identify, numberOfMember, participantData, walletData } from './customer';
import { pageOf, toPage } from './page';
import { findPlace } from './place';
import { selectMemberIds } from './queries';
import { placeOf } from './sale-of';

export async function showParticipant({
	app,
	caller,
	value,
	nowMs
}: Call<z.output<typeof wire.showParticipantRequest>>): Promise<Answered> {
	const place = await findPlace(app.db, caller, {});
	if (!place.ok) return place;
	const at = placeOf({ ...place, atMs: nowMs }, caller.keyId);
	const found = await identify(app, caller, value.rewards_participant_identifier, at);
	if (!found.ok) return found;
	return { ok: true, data: await participantData(app, caller, found.member, place.store) };
}

/** Members who have left are not listed; there is nothing to show of them. */
export async function listParticipants({
	app,
	caller,
	value,
	nowMs
}: Call<z.output<typeof wire.listParticipantsRequest>>): Promise<Answered> {
	const place = await findPlace(app.db, caller, {});
	if (!place.ok) return place;
	const page = pageOf(value);
	const rows =
		value.life_cycle_state === 'TERMINATED' ? [] : await selectMemberIds(app.db, page.limit + 1, page.offset);
	const at = placeOf({ ...place, atMs: nowMs }, caller.keyId);
	const data = [];
	for (const { id } of rows.slice(0, page.limit)) {
		const found = await app.engine.identify({ kind: 'member', memberId: id }, at);
		if (found.ok) data.push(await participantData(app, caller, found.member, place.store));
	}
	return { ok: true, data, ...toPage(page, rows.length) };
}

const dayMs = 86_400_000;

type BalanceRequest = z.output<typeof wire.balanceRequest>;

export async function getBalance({ app, caller, value, nowMs }: Call<BalanceRequest>): Promise<Answered> {
	const place = await findPlace(app.db, caller, {});
	if (!place.ok) return place;
	const { store } = place;
	const asOf = balanceAt(value, { zone: store.zone, nowMs, isForetold: app.engine.keepsValueHere });
	if (!asOf.ok) return asOf;
	const who = walletOwner(value);
	if (!who.ok) return who;
	const found = await identify(app, caller, who.identifier, placeOf({ ...place, atMs: asOf.atMs }, caller.keyId));
	if (!found.ok) return found;
	const { memberId, balances } = found.member;
	return { ok: true, data: walletData(memberId, await numberOfMember(app.db, memberId), balances, store) };
}

type Clock = { zone: string; nowMs: number; isForetold: boolean };

/**
 * A later date asks what will be left when nothing else moves: what has run out by then is gone, what waits is valid (§3.9).
 * Of what was left at an earlier one nothing is kept, and of value kept elsewhere only today's is known.
 */
function balanceAt(
	{ as_of_date: date }: BalanceRequest,
	{ zone, nowMs, isForetold }: Clock
): { ok: true; atMs: number } | WireFault {
	const asked = date === undefined ? nowMs : toInstant(date, zone);
	const refuse = (words: string) => fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', words);
	if (asked === null) return refuse('as_of_date is no date');
	// A day without a time begins before now.
	if (asked < nowMs - dayMs) return refuse('as_of_date can be today or later');
	if (isForetold) return { ok: true, atMs: Math.max(asked, nowMs) };
	return asked > nowMs + dayMs ? refuse('as_of_date can only be today') : { ok: true, atMs: nowMs };
}

/** A wallet has the ID and the running number of its owner. */
function walletOwner(value: BalanceRequest): { ok: true; identifier: CustomerIdentifier } | WireFault {
	const { wallet_identifier: wallet } = value;
	if (!wallet) return customerOf(value);
	if (value.rewards_participant_identifier ?? value.accounts_receivable_identifier) {
		return fault('COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION', 'Either a wallet or its owner');
	}
	return { ok: true, identifier: wallet };
}
