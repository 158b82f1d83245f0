import type { Insertable, Updateable } from 'kysely';
import type { Db } from '$lib/server/db/client';
import type { StaffTable } from '$lib/server/db/schema-sign-in';

export function selectStaffList(db: Db) {
	return db
		.selectFrom('staff')
		.select(['id', 'name', 'role', 'rights', 'email', 'active', 'created_at as createdAt'])
		.select((eb) => [
			eb('pin_hash', 'is not', null).as('hasPin'),
			eb('password_hash', 'is not', null).as('hasPassword')
		])
		.select((eb) => eb('totp_secret', 'is not', null).as('hasTotp'))
		.orderBy('active', 'desc')
		.orderBy('name')
		.execute();
}

export function selectStaffMember(db: Db, id: string) {
	return db
		.selectFrom('staff')
		.select(['id', 'name', 'role', 'rights', 'email', 'active', 'created_at as createdAt'])
		.select((eb) => [
			eb('pin_hash', 'is not', null).as('hasPin'),
			eb('password_hash', 'is not', null).as('hasPassword')
		])
		.select((eb) => eb('totp_secret', 'is not', null).as('hasTotp'))
		.where('id', '=', id)
		.executeTakeFirst();
}

export function insertStaff(db: Db, row: Insertable<StaffTable>) {
	return db.insertInto('staff').values(row).execute();
}

export function updateStaff(db: Db, id: string, change: Updateable<StaffTable>) {
	return db.updateTable('staff').set(change).where('id', '=', id).execute();
}

export function selectStaffByEmail(db: Db, email: string) {
	return db.selectFrom('staff').select('id').where('email', '=', email).executeTakeFirst();
}

/** Locks the managers, so that two of them cannot deactivate each other at the same time. */
export function lockManagers(tx: Db) {
	return tx
		.selectFrom('staff')
		.select('id')
		.where('role', '=', 'manager')
		.where('active', '=', true)
		.forUpdate()
		.execute();
}

export function selectAnyManager(db: Db) {
	return db
		.selectFrom('staff')
		.select('id')
		.where('role', '=', 'manager')
		.where('active', '=', true)
		.orderBy('created_at')
		.limit(1)
		.executeTakeFirst();
}
