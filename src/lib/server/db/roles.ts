import type { Client } from 'pg';

/** The role the app works as where the roles are ours. It owns nothing. */
export const appRole = 'tillit_app';
/** The role that owns the database and runs the migrations. */
export const ownerRole = 'tillit_owner';

const createRole = (name: string) => `do $$ begin
	create role ${name} login;
exception when duplicate_object or unique_violation then null; end $$`;

/** Makes both roles; needs the right to create roles. Roles belong to the whole server, so they may exist already. */
export async function createRoles(client: Client): Promise<void> {
	await client.query(createRole(ownerRole));
	await client.query(createRole(appRole));
	await client.query(`alter role ${appRole} set statement_timeout = '30s'`);
	await client.query(`alter role ${appRole} set idle_in_transaction_session_timeout = '60s'`);
}

/** What a table allows is granted by the migration that makes it; their own list the app may only read. */
export async function protectMigrations(client: Client): Promise<void> {
	await client.query(`revoke insert, update, delete on schema_migrations from ${appRole}`);
}
