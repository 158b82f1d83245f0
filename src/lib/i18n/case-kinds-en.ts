/** Kinds of cases in a manager's words: a title, what it means, and what is usually done. */

export type CaseKindWords = {
	title: string;
	words: string;
	/** The usual end and its reason. */
	suggestion: { resolution: 'explained' | 'shop_bears' | 'put_right'; words: string };
};

const look = (words: string) => ({ resolution: 'explained' as const, words });
const bear = (words: string) => ({ resolution: 'shop_bears' as const, words });
const right = (words: string) => ({ resolution: 'put_right' as const, words });

const kinds: Readonly<Record<string, CaseKindWords>> = {
	fork: {
		title: 'Two journals with the same number',
		words: 'A tablet was copied or put back: two different entries carry one number. Both are kept.',
		suggestion: look(
			'Look at both branches below. Both are booked; a doubled number is told apart by its branch. Ask who had the tablet.'
		)
	},
	fork_continued: {
		title: 'An entry of a split journal',
		words: 'It follows an entry that is itself in dispute. It was booked.',
		suggestion: look('It belongs to the split journal that has a case of its own; settle that one first.')
	},
	chain_broken: {
		title: 'A broken chain',
		words: 'The entry does not follow the one before it. It was booked and is kept as evidence.',
		suggestion: look('The text and signature below tell whether it is genuine. If it happens again, retire the tablet.')
	},
	events_missing: {
		title: 'Entries are missing',
		words: 'The tablet lost a part of its journal. What follows was booked without it.',
		suggestion: look(
			'Look on the tablet for what it still holds (Tills, journal file). What turns up later is booked by itself.'
		)
	},
	event_unreadable: {
		title: 'An entry that cannot be read',
		words: 'It is genuine, but this version does not understand it. It was kept, not booked.',
		suggestion: look('Update the server; an entry it can read then is booked from its journal file.')
	},
	event_id_doubled: {
		title: 'Two entries with one identity',
		words: 'The first one stands. The other says something else under the same identity: it was kept, not booked.',
		suggestion: look('Compare both entries below. Only the first is booked.')
	},
	sale_id_doubled: {
		title: 'The same sale twice',
		words: 'Two entries describe the same sale. Look whether the money was taken twice.',
		suggestion: right('Ask the cashier whether the money was taken once or twice, and give back what was too much.')
	},
	receipt_number_doubled: {
		title: 'A receipt number used twice',
		words: 'Two sales carry the same number. Both are booked.',
		suggestion: look('Both sales stand. Name the till and time beside the number when somebody asks for it.')
	},
	store_differs: {
		title: 'A sale of another store',
		words: 'The tablet believed it stood in another store. The sale is booked where the till belongs.',
		suggestion: look('Enrol the tablet in the store it stands in.')
	},
	product_unknown: {
		title: 'A product nobody knows',
		words: 'Something was sold that is not in the products. The sale is booked as it happened.',
		suggestion: right('Add the product, or its code, so that the next sale knows it.')
	},
	staff_unknown: {
		title: 'A person nobody knows',
		words: 'Somebody sold who is not in the staff list. The sale is booked.',
		suggestion: look('Ask at the till who sold, and add the person to the staff.')
	},
	member_unknown: {
		title: 'A member nobody knows',
		words: 'The sale names a member who is not there. It is booked without one.',
		suggestion: right('Look for the member by name and correct the wallet by hand, if the sale should have earned.')
	},
	spend_not_granted: {
		title: 'A spend that was not granted',
		words: 'The sale was paid in part with member value that was not set aside for it. It was taken all the same.',
		suggestion: bear(
			'Goods and value are gone. Below the limit of a day the shop bears it; the wallet keeps what it has.'
		)
	},
	spend_without_member: {
		title: 'A spend without a member',
		words: 'The sale was paid in part with member value, but nobody knows whose. The sale is booked.',
		suggestion: bear('Nobody’s wallet can be asked, so the shop bears it.')
	},
	wallet_overdrawn: {
		title: 'A wallet below zero',
		words: 'A member used or gave back more value than was there. The next awards fill the hole.',
		suggestion: bear('Bring the wallet back to nothing with a correction, or leave it: the next awards fill it.')
	},
	voucher_overdrawn: {
		title: 'A voucher below zero',
		words:
			'A voucher paid more than was left on it, or it was used and the sale that gave it came back. The sale is booked.',
		suggestion: bear(
			'Nobody can be asked to fill it, so the shop bears it. If it happens again, look at who had the receipt.'
		)
	},
	voucher_not_by_rules: {
		title: 'A voucher worth more than its offer gives',
		words:
			'The receipt hands out more than the offer says in the version of the rules that the till names. It counts as printed.',
		suggestion: bear(
			'Withdraw it if nobody can explain it. Otherwise the customer keeps it; look at the till when it happens again.'
		)
	},
	voucher_unknown: {
		title: 'A voucher nobody knows',
		words:
			'The sale was paid in part with a voucher, but it is no voucher of this shop. Nothing was taken from anybody.',
		suggestion: bear(
			'Goods are gone, and no voucher can be asked. Look at the till: its program was changed by somebody.'
		)
	},
	voucher_doubled: {
		title: 'A voucher that exists already',
		words:
			'The receipt hands out a voucher whose code or identity another one has. The first one stands; this one is worth nothing.',
		suggestion: right(
			'Look at both sales below. If somebody comes with this receipt, give them the value by hand. If it happens again, the tablet was copied: retire it.'
		)
	},
	offer_unknown: {
		title: 'A discount of an unknown offer',
		words: 'The till took off what no offer of this shop says. The customer paid what the receipt says.',
		suggestion: look(
			'The till’s rules were another version. What the receipt says stands; the tablet has the new rules after its next contact.'
		)
	},
	discount_not_by_rules: {
		title: 'A discount larger than its offer gives',
		words:
			'The till took off more than the offer says in the version of the rules that the till names. The customer paid what the receipt says.',
		suggestion: bear(
			'The customer keeps it. Look at the till when it happens again: its program or its rules were changed by somebody.'
		)
	},
	original_unknown: {
		title: 'A return without its sale',
		words: 'The receipt it names is not in the books. Money was given back; no award was taken.',
		suggestion: look('Ask for the paper receipt. It may arrive with the journal of another till later.')
	},
	original_unreadable: {
		title: 'A return of a sale that cannot be read',
		words: 'Money was given back; look at the member’s wallet by hand.',
		suggestion: right('Look at the member’s wallet and correct it by hand.')
	},
	budget_exceeded: {
		title: 'An offer gave more than its budget',
		words:
			'The last of it was given more than once: by tills that had not heard of each other yet, or by one that was being paid or offline. The customer paid what the receipt says.',
		suggestion: bear('The customer keeps it. Raise the budget, or end the offer earlier next time.')
	},
	returned_more_than_spent: {
		title: 'More given back than was spent',
		words: 'The return names more member value than the sale had used. Only that much went back.',
		suggestion: look('Only what was spent went back; nothing more is to do.')
	},
	members_probed: {
		title: 'Many members asked for that nobody knows',
		words: 'A till, or another system by its key, looked up far more numbers than belong to anybody.',
		suggestion: look(
			'Ask who stood at the till that day, or who runs the other system. Retire the tablet or end the key if nobody can say.'
		)
	},
	rewards_not_booked: {
		title: 'A sale without its rewards',
		words: 'The sale is booked, but the member’s wallet could not take what it earned or spent.',
		suggestion: right('Correct the member’s wallet by hand: what the sale earned, less what it spent.')
	},
	returned_more_than_sold: {
		title: 'More came back than was sold',
		words:
			'Returns of this receipt bring back more than it sold, because a till could not ask. The money was paid out.',
		suggestion: bear(
			'The money was paid out. Ask at the till that took the second return, then bear it or ask for it back.'
		)
	},
	receipt_number_wrong: {
		title: 'A receipt number out of order',
		words: 'The till printed another number than its journal counts to. The sale is booked under the printed one.',
		suggestion: look('The sale stands under the number it printed. Look for the number that is missing.')
	},
	private_part_differs: {
		title: 'Words about a person that do not fit their seal',
		words: 'They were not kept. Everything else of the entry is booked.',
		suggestion: look('What was typed about a person did not fit its seal and was not kept. Ask at the till.')
	},
	sale_unbalanced: {
		title: 'A sale whose sums do not fit',
		words: 'Lines, taxes and payments do not add up. It is booked as the receipt says.',
		suggestion: look('Its sums do not fit each other; the receipt stands as printed. Look at the lines of the sale.')
	},
	clock_jump: {
		title: 'A clock that jumped',
		words: 'The tablet’s clock was far from the server’s, or went back. The corrected time is booked.',
		suggestion: look('Set the tablet’s clock. Sales keep the corrected time, and their day may need a look.')
	},
	member_card_taken: {
		title: 'A card that belongs to somebody else',
		words: 'Somebody joined without network with a card that is another’s. They are a member, without that card.',
		suggestion: right('Give the member another card, and ask at the till whose card it was.')
	},
	member_contact_doubled: {
		title: 'A phone or address that two members have',
		words: 'Somebody joined without network with a contact that is a member’s already. Both are members.',
		suggestion: look(
			'Ask whether they are one person. A look-up by this contact is refused until one of them has another.'
		)
	},
	member_contact_unreadable: {
		title: 'A contact that cannot be read',
		words: 'Somebody joined without network, and what was typed is neither a phone number nor an address.',
		suggestion: right('Ask the member at the next visit, and write the contact down.')
	},
	member_details_missing: {
		title: 'A member without a name',
		words: 'Somebody joined without network, and their name and contact did not arrive. Their card works.',
		suggestion: right('Ask the member at the next visit, and write name and contact down.')
	},
	member_card_unknown: {
		title: 'A member with a card nobody can name',
		words:
			'Somebody joined without network, and the number of their card did not arrive. Sales with the card are theirs.',
		suggestion: right('Give the member another card at the next visit.')
	},
	remote_spend_not_granted: {
		title: 'A spend the rewards service did not grant',
		words: 'The till took more value than the service has set aside for the sale.',
		suggestion: bear('The rewards service granted less than the till took. The shop bears the rest.')
	},
	remote_spent_unasked: {
		title: 'Value spent that nobody asked for',
		words: 'The rewards service took more from the member than the sale used.',
		suggestion: right('The rewards service spent more than was asked. Give it back there.')
	},
	remote_member_unknown: {
		title: 'A member the rewards service does not know',
		words:
			'The sale is booked here; the service has nobody with the cards or the address of this member, so it earns nothing yet.',
		suggestion: look(
			'Enter the member and their card in the rewards service. The sale is told by itself, at once when they next show the card, or within a day.'
		)
	},
	remote_award_forgiven: {
		title: 'An award kept and given again',
		words:
			'A part of the sale came back, so the rewards service booked it anew. It let the member keep what the sale had earned before, because that was spent already, and gave the award of what is left on top.',
		suggestion: bear('The member has it twice. Take it off in the rewards service, or leave it to them.')
	},
	remote_return_uneven: {
		title: 'A return that did not come out even',
		words:
			'A part of the sale came back. The rewards service booked the rest anew, and the member’s value is not what it should be.',
		suggestion: right(
			'Value expired or was spent there meanwhile. Look at the member’s wallet there and put the difference right.'
		)
	},
	remote_refused: {
		title: 'The rewards service refused a sale',
		words: 'The sale is booked here; the service does not have it.',
		suggestion: right('Read the answer below, put it right in the rewards service, and try again.')
	},
	remote_unreachable: {
		title: 'The rewards service cannot be reached',
		words: 'The sale is booked here and waits to be told.',
		suggestion: look('It is tried again by itself once the service answers.')
	}
};

/** A case in a manager’s words; an unknown kind is shown as it is written. */
export function caseKindWords(kind: string): CaseKindWords {
	return (
		kinds[kind] ?? {
			title: kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()),
			words: 'It was booked as it happened; somebody should look at it.',
			suggestion: look('Look at the evidence below, then say how it ends.')
		}
	);
}
