import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { hashPassword, passwordFault, verifyPassword } from './password';
import { selectManager, setPasswordHash } from './queries';
import { limits, takeAttempt } from './rate-limit';
import { endStaffSessions } from './session';
import { matchTotp, switchOffTotp, switchOnTotp } from './totp';

export type OwnFault = { ok: false; field: 'password' | 'newPassword' | 'code'; message: string };

/** Proves again that it is the person themselves, before something about the sign-in changes. */
async function proveSelf(db: Db, ports: Ports, staffId: string, password: string): Promise<OwnFault | null> {
	// Nothing typed is no try.
	if (password === '') return { ok: false, field: 'password', message: 'Type your password.' };
	const allowed = await takeAttempt(db, limits.signInByAccount, staffId, ports.now());
	if (!allowed.ok) {
		const message = `Too many tries. Wait ${String(allowed.retryAfterSeconds)} seconds, then try again.`;
		return { ok: false, field: 'password', message };
	}
	const manager = await selectManager(db, staffId);
	if (await verifyPassword(manager?.passwordHash ?? null, password)) return null;
	return { ok: false, field: 'password', message: 'This is not your password.' };
}

/** A new password ends all other sessions of the person. */
export async function changePassword(
	db: Db,
	ports: Ports,
	self: { staffId: string; tokenHash: Buffer },
	wish: { password: string; newPassword: string }
): Promise<{ ok: true } | OwnFault> {
	const fault = await proveSelf(db, ports, self.staffId, wish.password);
	if (fault) return fault;
	const weak = passwordFault(wish.newPassword);
	if (weak) return { ok: false, field: 'newPassword', message: weak };
	await setPasswordHash(db, self.staffId, await hashPassword(wish.newPassword));
	await endStaffSessions(db, self.staffId, self.tokenHash);
	await noteAudit(db, ports, { kind: 'staff', id: self.staffId }, 'password.changed', self.staffId);
	return { ok: true };
}

/** Switches the second factor on, once a code proves that the app has the secret. */
export async function addSecondFactor(
	db: Db,
	ports: Ports,
	self: { staffId: string; tokenHash: Buffer },
	wish: { password: string; secret: Uint8Array; code: string }
): Promise<{ ok: true; recoveryCodes: string[] } | OwnFault> {
	const fault = await proveSelf(db, ports, self.staffId, wish.password);
	if (fault) return fault;
	if (wish.secret.length < 16 || matchTotp(wish.secret, wish.code, ports.now()) === null) {
		return { ok: false, field: 'code', message: 'This code is not right. Take the newest one of your app.' };
	}
	const recoveryCodes = await switchOnTotp(db, ports, self.staffId, wish.secret);
	await endStaffSessions(db, self.staffId, self.tokenHash);
	await noteAudit(db, ports, { kind: 'staff', id: self.staffId }, 'second_factor.on', self.staffId);
	return { ok: true, recoveryCodes };
}

export async function dropSecondFactor(
	db: Db,
	ports: Ports,
	staffId: string,
	password: string
): Promise<{ ok: true } | OwnFault> {
	const fault = await proveSelf(db, ports, staffId, password);
	if (fault) return fault;
	await switchOffTotp(db, staffId);
	await noteAudit(db, ports, { kind: 'staff', id: staffId }, 'second_factor.off', staffId);
	return { ok: true };
}
