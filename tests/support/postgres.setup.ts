import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createClient } from '../../src/lib/server/db/client';
import { startEmbedded } from '../../src/lib/server/db/embedded';
import { migrate } from '../../src/lib/server/db/migrate';
import { createRoles, ownerRole, protectMigrations } from '../../src/lib/server/db/roles';
import { asRole, inDatabase, query, templateName } from './postgres';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Address of the test server as a superuser; any database of it. */
		postgresUrl: string;
	}
}

/** One PostgreSQL for all suites: our own in a temporary folder, or the one `TEST_DATABASE_URL` names. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const { url, stop } = await openServer();
	await query(url, `drop database if exists ${templateName} with (force)`);
	const admin = createClient(url, 'tillit tests');
	await admin.connect();
	await createRoles(admin);
	await admin.end();
	await query(url, `create database ${templateName} owner ${ownerRole}`);
	const owner = createClient(asRole(inDatabase(url, templateName), ownerRole), 'tillit tests');
	await owner.connect();
	await migrate(owner);
	await protectMigrations(owner);
	await owner.end();
	project.provide('postgresUrl', url);
	return stop;
}

async function openServer(): Promise<{ url: string; stop: () => Promise<void> }> {
	const outside = process.env.TEST_DATABASE_URL;
	if (outside) return { url: outside, stop: () => Promise.resolve() };
	const folder = mkdtempSync(join(tmpdir(), 'tillit-tests-'));
	const server = await startEmbedded(folder, { durable: false });
	const url = server.urlOf('postgres');
	return {
		url,
		async stop() {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
