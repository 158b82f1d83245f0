import { config } from '../config';
import { createDb, createPool, type Db } from './client';

let current: Db | undefined;

/** The app's database, connected as the app role; the same for every request of this process. Ends with the server. */
export function appDb(): Db {
	if (current) return current;
	const url = config().appDatabaseUrl;
	if (!url) throw new Error('There is no database: start the app with npm start.');
	const db = createDb(createPool(url, { max: 20 }));
	process.once('sveltekit:shutdown' as 'beforeExit', () => void db.destroy());
	return (current = db);
}
