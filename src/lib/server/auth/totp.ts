import { createHash } from 'node:crypto';
import { createTOTPKeyURI, generateHOTP } from '@oslojs/otp';
import { encodeCrockford, groupCrockford, normaliseCrockford } from '$lib/domain/code/crockford';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { replaceRecoveryCodes, saveTotp, takeRecoveryCode, takeTotpStep } from './queries';

const stepSeconds = 30;
const digits = 6;
const recoveryCodeCount = 8;

/** A secret that is shown as QR and kept by the page until a first code proves that the phone has it. */
export function newTotpSecret(ports: Ports): Uint8Array<ArrayBuffer> {
	return ports.randomBytes(20);
}

export function totpUri(secret: Uint8Array, merchantName: string, account: string): string {
	return createTOTPKeyURI(merchantName, account, secret, stepSeconds, digits);
}

/** The time step a code belongs to (one step of clock difference is allowed), or null when it is wrong. */
export function matchTotp(secret: Uint8Array, code: string, nowMs: number): number | null {
	const typed = code.replace(/\s/g, '');
	if (!/^\d{6}$/.test(typed)) return null;
	const now = Math.floor(nowMs / 1000 / stepSeconds);
	return [now, now - 1, now + 1].find((step) => generateHOTP(secret, BigInt(step), digits) === typed) ?? null;
}

/** Whether a code is right and was not used before; the step is taken in the same statement. */
export async function useTotp(
	db: Db,
	staffId: string,
	secret: Uint8Array,
	code: string,
	nowMs: number
): Promise<boolean> {
	const step = matchTotp(secret, code, nowMs);
	return step !== null && (await takeTotpStep(db, staffId, step));
}

/** Switches the second factor on and answers the recovery codes, which are shown once. */
export async function switchOnTotp(db: Db, ports: Ports, staffId: string, secret: Uint8Array): Promise<string[]> {
	const codes = Array.from({ length: recoveryCodeCount }, () => encodeCrockford(ports.randomBytes(10)));
	await db.transaction().execute(async (tx) => {
		await saveTotp(tx, staffId, Buffer.from(secret));
		await replaceRecoveryCodes(tx, staffId, codes.map(hashRecoveryCode));
	});
	return codes.map(groupCrockford);
}

export async function switchOffTotp(db: Db, staffId: string): Promise<void> {
	await db.transaction().execute(async (tx) => {
		await saveTotp(tx, staffId, null);
		await replaceRecoveryCodes(tx, staffId, []);
	});
}

/** Whether the text is an unused recovery code of this person; it is used up. */
export async function useRecoveryCode(db: Db, staffId: string, typed: string, nowMs: number): Promise<boolean> {
	const code = normaliseCrockford(typed);
	return code !== null && (await takeRecoveryCode(db, staffId, hashRecoveryCode(code), new Date(nowMs)));
}

function hashRecoveryCode(code: string): Buffer {
	return createHash('sha256').update(code).digest();
}
