import * as z from 'zod/mini';
import * as identify from './identifiers';
import { pageFields, selection } from './selection';
import { amount, date, flag, guid, may, must, orNull, set, text, titled, word } from './wire';

export const showParticipantRequest = z.object({
	rewards_participant_identifier: must(identify.customer, 'Whom to show'),
	...selection
});

export const listParticipantsRequest = z.object({
	life_cycle_state: may(word(['EFFECTIVE', 'TERMINATED']), 'Only participants in this state'),
	...pageFields,
	...selection
});

export const unitAnswer = titled(
	'Unit',
	z.object({
		id: orNull(guid(), 'ID of the store'),
		name: orNull(text(), 'Its name'),
		alternative_code: orNull(text(40), 'Its code')
	})
);

export const walletAnswer = titled(
	'Wallet',
	z.object({
		id: orNull(guid(), 'ID of the wallet'),
		number: orNull(text(40), 'Its number'),
		balance: orNull(amount(), 'All there is: conditional and unconditional'),
		conditional_balance: orNull(amount(), 'The part tied to products, places or times'),
		unconditional_balance: orNull(amount(), 'The part that may be spent anywhere'),
		amount_on_hold: orNull(amount(), 'Set aside by purchases that are being made'),
		alternative_balance: orNull(amount(), 'The same in points'),
		conditional_alternative_balance: orNull(amount(), 'The same in points'),
		unconditional_alternative_balance: orNull(amount(), 'The same in points'),
		currency: orNull(z.object({ code: orNull(text(3), 'ISO 4217 code') }), 'Currency of the amounts')
	})
);

const owner = z.object({
	type: orNull(text(20), 'PERSON'),
	first_name: orNull(text(), 'Given name'),
	last_name: orNull(text(), 'Family name; the initial without the right to personal data'),
	name: orNull(text(), 'Both')
});

const account = z.object({
	id: orNull(guid(), 'ID of the account'),
	number: orNull(text(40), 'Its number'),
	name: orNull(text(), 'Number and name of the customer'),
	life_cycle_state: orNull(text(20), 'ACTIVE or TERMINATED'),
	account_owner: orNull(owner, 'Who it is')
});

const autoSpend = z.object({
	enabled: orNull(flag(), 'Whether rewards are spent without asking'),
	minimum_wallet_balance: orNull(amount(), 'Below it nothing is spent'),
	minimum_spend_amount: orNull(amount(), 'Less than that is not spent'),
	maximum_spend_amount: orNull(amount(), 'More than that is not spent')
});

export const participantAnswer = titled(
	'Participant',
	z.object({
		id: orNull(guid(), 'ID of the participant'),
		number: orNull(text(40), 'Number of the participant'),
		sign_up_on: orNull(date(), 'When the customer joined'),
		life_cycle_state: orNull(text(20), 'EFFECTIVE or TERMINATED'),
		accounts_receivable: orNull(account, 'The account of the customer'),
		auto_spend_authorisation: orNull(autoSpend, 'The customer’s own setting'),
		spend_blocking_state: orNull(
			z.object({ enabled: orNull(flag(), 'True: the customer cannot spend') }),
			'Whether spending is blocked'
		),
		reward_tier: orNull(z.object({ name: orNull(text(40), 'Name of the tier') }), 'Tier, when there is one'),
		wallet: orNull(walletAnswer, 'Balances'),
		emails_set: orNull(
			set(z.object({ type: orNull(text(20), 'Kind'), address: orNull(text(254), 'Address') }), 20),
			'Only with the right to personal data'
		),
		phones_set: orNull(
			set(z.object({ type: orNull(text(20), 'Kind'), number: orNull(text(40), 'Number') }), 20),
			'Only with the right to personal data'
		)
	})
);

export const balanceRequest = z.object({
	wallet_identifier: may(identify.wallet, 'The wallet'),
	rewards_participant_identifier: may(identify.customer, 'Or its owner'),
	accounts_receivable_identifier: may(identify.customer, 'Or the account'),
	as_of_date: may(date(), 'Today, or later: what has expired by then is left out'),
	...selection
});

export type ParticipantData = z.output<typeof participantAnswer>;
export type WalletData = z.output<typeof walletAnswer>;
