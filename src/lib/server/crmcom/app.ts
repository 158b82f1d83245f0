import type { App } from '../app';
import type { CrmcomApp } from './call';
import { OwnEngine } from './own-engine';

/** What foreign tills are served with: always our own ledger, also where our tills use another system. */
export function crmcomApp({ db, ports, log, config }: Pick<App, 'db' | 'ports' | 'log' | 'config'>): CrmcomApp {
	return { db, ports, log, engine: new OwnEngine(db, ports), errorStatus: config.crmcomErrorStatus };
}
