/** What the till's status page says of rewards, in English. */
export const tillStatusEn = {
	'check.rewards': 'Rewards',
	'check.rewards.here': 'Kept by this shop',
	'check.rewards.answers': 'The rewards system answers',
	'check.rewards.unheard': 'A rewards system elsewhere; not asked yet',
	'check.rewards.silent': 'The rewards system does not answer; sales go on and are told to it later'
} as const;
