/** What to do about a place in an offer that is wrong, in English. */
import type { OfferFault } from '$lib/contract/sync/offer-faults';

const amount = 'Type an amount such as 2.50, above zero.';
const amountOrNone = 'Type an amount such as 2.50, or take it out.';
const pieces = 'Type a whole number from 1 to 1,000.';
const couponCode = 'Type the code, 3 to 40 letters, digits and hyphens with at least one letter';
const count = 'Type a whole number from 1 to 10,000.';
const percent = 'Type a percentage above 0 and up to 100.';

/** By the field's path; places in lists are written as `*`. */
const remedies: Readonly<Record<string, string>> = {
	name: 'Type a name for your staff.',
	title: 'Type what customers read on the screen and the receipt.',
	priority: 'Type a whole number; the offer with the higher one comes first.',
	group: 'Type a name of at most 40 characters, or leave it empty.',
	validFrom: 'Choose the day it starts, or let it start at once.',
	validTo: 'Choose the day it ends, or let it go on.',
	'conditions.minimumQuantityMilli': 'Type how many have to be bought, or take it out.',
	'conditions.minimumAmountMinor': amountOrNone,
	'conditions.couponId': `${couponCode}, or take it out.`,
	'effect.couponId': `${couponCode}.`,
	'effect.count': 'Type a number from 1 to 20.',
	'conditions.hours.*.days': 'Choose at least one day.',
	'conditions.hours.*.from': 'Type a time such as 16:00.',
	'conditions.hours.*.to': 'Type a time such as 18:00; 24:00 is the end of the day.',
	'conditions.lines.include': 'Name the goods with at most 20 lines.',
	'conditions.storeIds': 'Choose at most 500 stores, or all of them.',
	'conditions.hours': 'Keep at most 20 lines of hours.',
	'limits.perSale.times': 'Type how often in one basket, or take it out.',
	'limits.perSale.amountMinor': amountOrNone,
	'limits.perMember': 'Say how often or how much one member may have, or take it out.',
	'limits.perMember.times': 'Type how often one member may have it, or leave it empty.',
	'limits.perMember.amountMinor': 'Type how much one member may have, or leave it empty.',
	'limits.budgetMinor': amountOrNone,
	effect: 'Let the customer pay for fewer pieces than they take.',
	'effect.percentBp': percent,
	'effect.amountMinor': amount,
	'effect.priceMinor': 'Type a price such as 2.50.',
	'effect.buy': pieces,
	'effect.pay': 'Type how many of them are paid; zero means all are free.',
	'effect.every': pieces,
	'effect.parts': 'A set needs at least one part and has at most ten.',
	'effect.parts.*.name': 'Name the part; the till says what is missing by its name.',
	'effect.parts.*.pieces': pieces,
	'effect.parts.*.percentBp': 'Type a percentage from 0 to 100.',
	'effect.steps': 'Add at least one step.',
	'effect.steps.*.fromMinor': amount,
	'effect.steps.*.off.percentBp': percent,
	'effect.steps.*.off.amountMinor': amount,
	'effect.give.percentBp': 'Type how much of the price comes back, above zero.',
	'effect.give.amountMinor': 'Type how much is given, above zero.',
	'effect.give.everyMinor': amount,
	'effect.give.everyMilli': 'Type a quantity above zero.',
	'effect.give.giveMinor': 'Type how much is given, above zero.',
	'effect.give.factorBp': 'Type a number above 1 and up to 100, such as 2 for double.',
	'effect.expiry.count': count,
	'effect.expiry.date': 'Choose the last day.',
	'effect.lot.expiry.count': count,
	'effect.lot.expiry.date': 'Choose the last day.',
	'effect.lot.validAfterHours': 'Type a whole number of hours, zero for at once.'
};

const rest = 'This place cannot stay like this; choose or type it again.';

const gone: Readonly<Record<string, string>> = {
	'conditions.lines': 'Some of the goods are not there any more; take them out.',
	'conditions.storeIds': 'One of the stores is not there any more; take it out.'
};

/** One sentence that names the remedy. */
export function remedyFor({ path, code }: OfferFault): string {
	if (code === 'ends_before_it_starts') return 'Let it end after it starts.';
	if (code === 'day_is_over') return 'That day is over; choose a later one.';
	// What a lot asks for later is asked for like the same of the offer.
	const place = path.replace(/\.\d+(?=\.|$)/g, '.*').replace(/^effect\.lot\.(?=hours|storeIds|lines)/, 'conditions.');
	return (code === 'gone' ? gone[place] : remedies[place]) ?? rest;
}
