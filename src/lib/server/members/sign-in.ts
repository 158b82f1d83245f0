import { termsVersion } from '$lib/contract/sync/join';
import { issueLoginCode, takeLoginCode, type JoinWish } from '$lib/server/auth/login-code';
import { normaliseEmail } from '$lib/server/auth/manager-sign-in';
import { limits, takeAttempt } from '$lib/server/auth/rate-limit';
import { startMemberSession } from '$lib/server/auth/session';
import type { Db } from '$lib/server/db/client';
import { findDemoMember } from '$lib/server/demo/shop';
import { queueMail } from '$lib/server/mail/mail';
import { newId, type Ports } from '$lib/server/ports';
import { addCard } from './card';
import { addMember, type ConsentGiven } from './add';
import { proveEmail, selectAnyMember, selectMemberByEmail, selectMerchantName } from './queries';

export type TooMany = { ok: false; code: 'too_many_tries'; retryAfterSeconds: number };

/**
 * Sends a code to a member, or to somebody who wants to join. The answer never tells whether the address is known: an
 * unknown one without a wish to join gets a code that nobody ever sees.
 */
export async function sendLoginCode(
	db: Db,
	ports: Ports,
	request: { email: string; address: string; join?: JoinWish }
): Promise<{ ok: true } | TooMany> {
	const email = normaliseEmail(request.email);
	const now = ports.now();
	const byAddress = await takeAttempt(db, limits.codeByAddress, request.address, now);
	if (!byAddress.ok) return byAddress;
	const byAccount = await takeAttempt(db, limits.codeByAccount, email, now);
	if (!byAccount.ok) return byAccount;

	const member = await selectMemberByEmail(db, email);
	const merchantName = (await selectMerchantName(db))?.merchantName ?? 'Tillit';
	await db.transaction().execute(async (tx) => {
		const code = await issueLoginCode(tx, ports, email, member ? undefined : request.join);
		if (member || request.join) await queueMail(tx, ports, { to: email, ...codeMail(code, merchantName) });
	});
	return { ok: true };
}

function codeMail(code: string, merchantName: string) {
	return {
		subject: `${code} is your code for ${merchantName}`,
		body: [
			`Your code is ${code}`,
			'',
			`Type it where you asked for it. It works once, for ten minutes. ${merchantName} never asks you for it.`,
			'If you did not ask for a code, you need not do anything.',
			''
		].join('\n')
	};
}

/** Signs in with the code from the mail; somebody who wanted to join becomes a member now, with a card. */
export async function signInMember(
	db: Db,
	ports: Ports,
	request: { email: string; code: string; address: string; formerToken?: string | undefined }
): Promise<{ ok: true; token: string } | { ok: false; code: 'code_wrong' } | TooMany> {
	const email = normaliseEmail(request.email);
	const allowed = await takeAttempt(db, limits.signInByAddress, request.address, ports.now());
	if (!allowed.ok) return allowed;
	const taken = await takeLoginCode(db, email, request.code, ports.now());
	if (!taken) return { ok: false, code: 'code_wrong' };
	const memberId =
		(await selectMemberByEmail(db, email))?.id ?? (taken.join && (await joinWith(db, ports, email, taken.join)));
	if (!memberId) return { ok: false, code: 'code_wrong' };
	await proveEmail(db, memberId, email, new Date(ports.now()));
	return { ok: true, token: await startMemberSession(db, ports, memberId, request.formerToken) };
}

async function joinWith(db: Db, ports: Ports, email: string, wish: JoinWish): Promise<string> {
	return db.transaction().execute(async (tx) => {
		const id = newId(ports);
		const at = new Date(ports.now());
		const consents: ConsentGiven[] = [
			{ purpose: 'terms', given: true, textVersion: termsVersion },
			{ purpose: 'news', given: wish.news, textVersion: termsVersion }
		];
		const contact = { email, emailProvenAt: at, phone: null };
		const added = await addMember(tx, ports, { id, name: wish.name, ...contact, joinedBy: 'my', at, consents });
		if (!added) return (await selectMemberByEmail(tx, email))?.id ?? id;
		await addCard(tx, ports, id);
		return id;
	});
}

/**
 * The demo's door to `/my`: the member whose sign-in the start prints. Anyone may change or end that member in the office;
 * then it is the one with the most receipts.
 */
export async function signInDemoMember(db: Db, ports: Ports, formerToken?: string): Promise<string | null> {
	const memberId = (await findDemoMember(db)) ?? (await selectAnyMember(db))?.id;
	return memberId === undefined ? null : startMemberSession(db, ports, memberId, formerToken);
}
