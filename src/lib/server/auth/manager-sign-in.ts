import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { verifyPassword } from './password';
import { countSignInTry, deleteSignIn, insertSignIn, selectManager, selectManagerByEmail } from './queries';
import { limits, returnAttempt, takeAttempt } from './rate-limit';
import { startStaffSession } from './session';
import { hashToken, newToken } from './token';
import { useRecoveryCode, useTotp } from './totp';

const secondStepMs = 5 * 60_000;
const mostSecondTries = 5;

export type SignInRefusal =
	{ ok: false; code: 'wrong_credentials' } | { ok: false; code: 'too_many_tries'; retryAfterSeconds: number };

export type SignInAnswer =
	| { ok: true; step: 'done'; token: string }
	/** The password was right; the token belongs to the second step only. */
	| { ok: true; step: 'second'; token: string }
	| SignInRefusal;

export type SignInRequest = { email: string; password: string; address: string; formerToken?: string | undefined };

/** First step of a manager: e-mail and password. An unknown address and a wrong password get the same answer. */
export async function signInManager(db: Db, ports: Ports, request: SignInRequest): Promise<SignInAnswer> {
	const email = normaliseEmail(request.email);
	const now = ports.now();
	const byAddress = await takeAttempt(db, limits.signInByAddress, request.address, now);
	if (!byAddress.ok) return byAddress;
	const byAccount = await takeAttempt(db, limits.signInByAccount, `${email} ${request.address}`, now);
	if (!byAccount.ok) return byAccount;
	const anywhere = await takeAttempt(db, limits.signInAnywhere, email, now);
	if (!anywhere.ok) return anywhere;

	const manager = await selectManagerByEmail(db, email);
	const right = await verifyPassword(manager?.passwordHash ?? null, request.password);
	if (!manager || !right) return { ok: false, code: 'wrong_credentials' };
	await returnAttempt(db, limits.signInAnywhere, email, now);
	if (!manager.totpSecret) {
		return { ok: true, step: 'done', token: await startStaffSession(db, ports, manager.id, request.formerToken) };
	}
	const { token, tokenHash } = newToken(ports);
	await insertSignIn(db, tokenHash, manager.id, new Date(now + secondStepMs));
	return { ok: true, step: 'second', token };
}

/** Second step: a code of the authenticator app, or one of the recovery codes. Five tries, then the password again. */
export async function finishSignIn(
	db: Db,
	ports: Ports,
	request: { token: string; code: string; formerToken?: string | undefined }
): Promise<{ ok: true; token: string } | { ok: false; code: 'wrong_credentials' | 'code_expired' }> {
	const tokenHash = hashToken(request.token);
	const now = ports.now();
	const started = await countSignInTry(db, tokenHash, new Date(now), mostSecondTries);
	const manager = started && (await selectManager(db, started.staffId));
	if (!manager?.totpSecret) return { ok: false, code: 'code_expired' };
	const right =
		(await useTotp(db, manager.id, manager.totpSecret, request.code, now)) ||
		(await useRecoveryCode(db, manager.id, request.code, now));
	if (!right) return { ok: false, code: 'wrong_credentials' };
	await deleteSignIn(db, tokenHash);
	return { ok: true, token: await startStaffSession(db, ports, manager.id, request.formerToken) };
}

/** Whether staff can sign in with it: at most 254 characters, spaces around it aside. */
export function isEmail(text: string): boolean {
	const address = text.trim();
	return address.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address);
}

/** How addresses are compared and kept: lower case, no spaces around. */
export function normaliseEmail(text: string): string {
	return text.trim().toLowerCase();
}
