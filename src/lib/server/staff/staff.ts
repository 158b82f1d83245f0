import { noteAudit } from '$lib/server/audit/audit';
import { isEmail, normaliseEmail } from '$lib/server/auth/manager-sign-in';
import { hashPassword, passwordFault } from '$lib/server/auth/password';
import { newPin, pinFault } from '$lib/server/auth/pin';
import { endStaffSessions, startStaffSession } from '$lib/server/auth/session';
import type { InstallationKind } from '$lib/server/config';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import {
	insertStaff,
	lockManagers,
	selectAnyManager,
	selectStaffByEmail,
	selectStaffMember,
	updateStaff
} from './queries';

export { selectStaffList as listStaff, selectStaffMember as findStaff } from './queries';

export const staffRights = ['sell', 'discount', 'open_item', 'return', 'cash', 'settings'] as const;
export type StaffRight = (typeof staffRights)[number];

export type StaffInput = {
	name: string;
	role: 'cashier' | 'manager';
	rights: StaffRight[];
	/** Empty: keep the one there is. */
	pin: string;
	email: string;
	password: string;
	active: boolean;
};

export type FieldFaults = Partial<Record<keyof StaffInput, string>>;
export type Saved = { ok: true; id: string } | { ok: false; faults: FieldFaults };

/** A PIN has six digits; the demo's are short, so that a newcomer can type them. */
export const pinLength = (kind: InstallationKind) => (kind === 'demo' ? 4 : 6);

type Scene = { kind: InstallationKind; byStaffId: string };

/** Adds a person (`id` null) or changes one. Every fault names its field. */
export async function saveStaff(
	db: Db,
	ports: Ports,
	id: string | null,
	input: StaffInput,
	scene: Scene
): Promise<Saved> {
	const former = id ? await selectStaffMember(db, id) : null;
	if (id && !former) return { ok: false, faults: { name: 'This person is not there any more.' } };
	const faults = await faultsOf(db, input, former ?? null, scene);
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	const email = input.email.trim() ? normaliseEmail(input.email) : null;
	const change = {
		name: input.name.trim(),
		role: input.role,
		rights: input.rights,
		email,
		active: input.active,
		...(input.pin ? await newPin(ports, input.pin) : {}),
		...(input.password ? { password_hash: await hashPassword(input.password) } : {})
	};
	return db.transaction().execute(async (tx) => {
		const managers = await lockManagers(tx);
		const staysManager = input.role === 'manager' && input.active;
		if (id && !staysManager && managers.every((manager) => manager.id === id) && managers.length > 0) {
			return { ok: false, faults: { active: 'This is the last manager; make another person manager first.' } };
		}
		const staffId = id ?? newId(ports);
		if (id) await updateStaff(tx, id, change);
		else await insertStaff(tx, { id: staffId, ...change });
		if (id && (!input.active || input.password || input.role !== former?.role)) await endStaffSessions(tx, id);
		const detail = {
			role: input.role,
			active: input.active,
			newPin: input.pin !== '',
			newPassword: input.password !== ''
		};
		await noteAudit(
			tx,
			ports,
			{ kind: 'staff', id: scene.byStaffId },
			id ? 'staff.changed' : 'staff.added',
			staffId,
			detail
		);
		return { ok: true, id: staffId };
	});
}

type Former = { id: string; hasPin: unknown; hasPassword: unknown };

async function faultsOf(db: Db, input: StaffInput, former: Former | null, scene: Scene): Promise<FieldFaults> {
	const faults: FieldFaults = {};
	if (!input.name.trim()) faults.name = 'Type a name; cashiers see it on the till.';
	if (input.name.length > 100) faults.name = 'Use at most 100 characters.';
	const pin = input.pin ? pinFault(input.pin, pinLength(scene.kind)) : null;
	if (pin) faults.pin = pin;
	if (!input.pin && !former?.hasPin && input.role === 'cashier')
		faults.pin = 'A cashier needs a PIN to sign in at a till.';
	if (input.role === 'manager') {
		if (!input.email.trim()) faults.email = 'A manager signs in with an e-mail address.';
		if (!input.password && !former?.hasPassword) faults.password = 'A manager needs a password.';
	}
	if (input.email.trim() && !isEmail(input.email)) {
		faults.email = 'This is no e-mail address; type one such as name@shop.example.';
	}
	const password = input.password ? passwordFault(input.password) : null;
	if (password) faults.password = password;
	if (!faults.email && input.email.trim()) {
		const owner = await selectStaffByEmail(db, normaliseEmail(input.email));
		if (owner && owner.id !== former?.id) faults.email = 'Another person has this address already.';
	}
	return faults;
}

/** The demo's door to `/manage`. */
export async function signInDemoManager(db: Db, ports: Ports, formerToken?: string): Promise<string | null> {
	const manager = await selectAnyManager(db);
	return manager ? startStaffSession(db, ports, manager.id, formerToken) : null;
}
