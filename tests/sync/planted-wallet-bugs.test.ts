/** Bugs in what the members' value is kept by: each has to be noticed. */
import { describe, it } from 'vitest';
import type { Flaws } from '../../src/commands/simulation/run-seed';
import { expectNotice } from '../support/planted';

const bugs: Record<string, Flaws> = {
	'awards come from nowhere': { server: { wallet: { mintsAwards: true } } },
	'the balance beside the ledger does not hear of spends': { server: { wallet: { staleBalances: true } } },
	'value that is set aside is granted once more': { server: { wallet: { ignoresHolds: true } } },
	'a hold that was captured expires as well': { server: { wallet: { endsTwice: true } } },
	'rows of the ledger are taken away': { server: { wallet: { rewritesLedger: true } } },
	'a return leaves the award where it is': { server: { wallet: { keepsAwards: true } } },
	'the server says that all was granted': { server: { wallet: { tellsAsked: true } } },
	'a till pays with what was asked, not with what was granted': {
		till: {
			grants: ({ saleId, grants }, { heard }) => {
				const asked = heard.findLast((one) => one.saleId === saleId);
				return grants.map((grant) => ({
					...grant,
					amountMinor: Math.min(asked?.askedMinor ?? 0, asked?.dueMinor ?? 0)
				}));
			}
		}
	},
	'an award depends on what came before it': { server: { wallet: { awardsByArrival: true } } }
};

describe('the simulation notices', () => {
	for (const [name, flaws] of Object.entries(bugs)) it(name, () => expectNotice(flaws));
});
