import { query } from './postgres';

const parts = {
	columns: `select table_name, column_name, data_type, is_nullable, column_default, identity_generation
		from information_schema.columns where table_schema = 'public' order by 1, ordinal_position`,
	constraints: `select conrelid::regclass::text as on, conname, pg_get_constraintdef(oid) as definition
		from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`,
	indexes: `select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1`,
	triggers: `select tgrelid::regclass::text as on, tgname, pg_get_triggerdef(oid) as definition
		from pg_trigger where not tgisinternal order by 1, 2`,
	functions: `select pg_get_functiondef(oid) as definition
		from pg_proc where pronamespace = 'public'::regnamespace order by proname, 1`,
	rights: `select relname, relacl::text from pg_class
		where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S') order by 1`
};

/** Everything the migrations made, as data that can be compared. */
export async function readCatalog(url: string): Promise<Record<string, unknown[]>> {
	const entries = Object.entries(parts).map(async ([name, text]) => [name, await query(url, text)] as const);
	return Object.fromEntries(await Promise.all(entries));
}
