import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import {
	deleteMemberSession,
	deleteStaffSession,
	deleteStaffSessionsOf,
	insertMemberSession,
	insertStaffSession,
	selectMemberBySession,
	selectStaffBySession,
	touchStaffSession
} from './queries';
import { hashToken, newToken } from './token';

const minute = 60_000;
const day = 24 * 60 * minute;

/** A manager is signed out after an hour without a request and after twelve hours in any case; a member after 180 days. */
export const sessionLife = { staffIdleMs: 60 * minute, staffMs: 12 * 60 * minute, memberMs: 180 * day } as const;

/** Below this a manager's last request is not written again: one write a minute is enough. */
const touchAfterMs = minute;

export type StaffSession = {
	staffId: string;
	name: string;
	email: string | null;
	role: 'cashier' | 'manager';
	hasTotp: boolean;
	tokenHash: Buffer;
};

export type MemberSession = { memberId: string; name: string; email: string | null; tokenHash: Buffer };

/** Opens a session with a token of its own; a former token of this browser ends, so that none survives a sign-in. */
export async function startStaffSession(db: Db, ports: Ports, staffId: string, formerToken?: string): Promise<string> {
	const { token, tokenHash } = newToken(ports);
	if (formerToken) await deleteStaffSession(db, hashToken(formerToken));
	await insertStaffSession(db, tokenHash, staffId, new Date(ports.now()), new Date(ports.now() + sessionLife.staffMs));
	return token;
}

export async function startMemberSession(
	db: Db,
	ports: Ports,
	memberId: string,
	formerToken?: string
): Promise<string> {
	const { token, tokenHash } = newToken(ports);
	if (formerToken) await deleteMemberSession(db, hashToken(formerToken));
	await insertMemberSession(db, tokenHash, memberId, new Date(ports.now() + sessionLife.memberMs));
	return token;
}

/** Who is signed in with this token, or null: unknown, ended, idle for too long, or the person was deactivated. */
export async function findStaffSession(db: Db, token: string, nowMs: number): Promise<StaffSession | null> {
	const tokenHash = hashToken(token);
	const found = await selectStaffBySession(db, tokenHash, new Date(nowMs), new Date(nowMs - sessionLife.staffIdleMs));
	if (!found) return null;
	if (nowMs - Date.parse(found.lastSeenAt) > touchAfterMs) await touchStaffSession(db, tokenHash, new Date(nowMs));
	const { staffId, name, email, role, hasTotp } = found;
	return { staffId, name, email, role, hasTotp, tokenHash };
}

/** Does this session still let its manager in? Asking does not count as a sign of life: a window left open is no person. */
export async function isManagerSession(db: Db, tokenHash: Buffer, nowMs: number): Promise<boolean> {
	const seenSince = new Date(nowMs - sessionLife.staffIdleMs);
	return (await selectStaffBySession(db, tokenHash, new Date(nowMs), seenSince))?.role === 'manager';
}

export async function findMemberSession(db: Db, token: string, nowMs: number): Promise<MemberSession | null> {
	const tokenHash = hashToken(token);
	const found = await selectMemberBySession(db, tokenHash, new Date(nowMs));
	return found ? { ...found, tokenHash } : null;
}

export async function endStaffSession(db: Db, token: string): Promise<void> {
	await deleteStaffSession(db, hashToken(token));
}

/** Ends every session of a person: after a new password, a new second factor, or when they leave. */
export async function endStaffSessions(db: Db, staffId: string, exceptTokenHash?: Buffer): Promise<void> {
	await deleteStaffSessionsOf(db, staffId, exceptTokenHash);
}

export async function endMemberSession(db: Db, token: string): Promise<void> {
	await deleteMemberSession(db, hashToken(token));
}
