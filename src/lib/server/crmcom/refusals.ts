import { fault, type WireErrorCode, type WireFault } from '$lib/contract/crmcom/errors';
import type { RewardRefusalCode } from '$lib/contract/sync/rewards';
import type { Refusal } from '../rewards/backend';

const words: Record<RewardRefusalCode, [code: WireErrorCode, description: string]> = {
	member_not_found: ['REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION', 'No customer has this identification'],
	member_ambiguous: ['COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'Several customers have this identification'],
	member_ended: ['REWARDS.REWARDSPARTICIPANTTERMINATEDEXCEPTION', 'The customer is terminated'],
	card_not_active: ['REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION', 'The card is not effective'],
	payment_card: ['COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'This is the number of a payment card'],
	too_many_tries: ['COMMON.RATELIMITEXCEEDEDEXCEPTION', 'Too many tries'],
	rewards_unavailable: ['COMMON.INTERNALERROREXCEPTION', 'The rewards engine does not answer'],
	amount_below_minimum: ['CUSTOMEREVENTS.SPENDAMOUNTBELOWMINIMUMEXCEPTION', 'The amount is below the minimum'],
	amount_above_maximum: ['CUSTOMEREVENTS.SPENDAMOUNTABOVEMAXIMUMEXCEPTION', 'The amount is above the maximum'],
	conflict: ['CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'The same event was sent with other content'],
	nothing_to_spend: ['CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION', 'Nothing of the balance may be spent on this purchase'],
	not_open: ['CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION', 'The purchase is not there'],
	sale_already_closed: ['CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION', 'The purchase is booked already'],
	spend_blocked: ['REWARDS.SPENDREQUESTSBLOCKEDEXCEPTION', 'Spending is blocked for this customer'],
	too_late: ['COMMON.INVALIDPARAMETERVALUEEXCEPTION', 'The event is too old']
};

/** What the engine refuses, in the words of the wire. */
export function toWireFault({ code, detail }: Refusal): WireFault {
	const [wire, description] = words[code];
	return fault(wire, detail ?? description);
}
