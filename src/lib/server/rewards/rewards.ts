/** The shop's rewards, as its configuration says. */
import type { RewardsConfig } from '../config';
import { CrmcomClient } from '../crmcom-client/client';
import { CrmcomRewards } from '../crmcom-client/crmcom-rewards';
import type { Db } from '../db/client';
import type { Ports } from '../ports';
import type { TillApp } from '../tills/answer';
import type { RewardsApp } from './answer';
import type { RewardsBackend } from './backend';
import { BuiltinRewards } from './builtin';
import { setBackend } from './queries';

export type Rewards = {
	backend: RewardsBackend;
	/** Null: the value is kept here. */
	client: CrmcomClient | null;
};

/** Also writes the choice down: whatever books sales follows it, commands too. */
export async function openRewards(db: Db, ports: Ports, settings: RewardsConfig): Promise<Rewards> {
	await setBackend(db, settings.backend);
	if (settings.backend === 'builtin') return { backend: new BuiltinRewards(db, ports), client: null };
	const client = new CrmcomClient(settings, { fetch: (url, init) => fetch(url, init), now: ports.now });
	return { backend: new CrmcomRewards(db, ports, client), client };
}

export function withRewards(app: TillApp & { rewards?: Rewards }): RewardsApp {
	const { db, ports, rewards } = app;
	return { db, ports, rewards: rewards?.backend ?? new BuiltinRewards(db, ports) };
}
