/** The shop's rewards, as its configuration says. */
import type { TillApp } from '../tills/answer';
import type { RewardsApp } from './answer';
import { BuiltinRewards } from './builtin';

export function withRewards(app: TillApp): RewardsApp {
	return { ...app, rewards: new BuiltinRewards(app.db, app.ports) };
}
