const titles: Readonly<Record<string, { title: string; words: string }>> = {
	fork: {
		title: 'Two journals with the same number',
		words: 'A tablet was copied or put back: two different entries carry one number. Both are kept.'
	},
	fork_continued: {
		title: 'An entry of a split journal',
		words: 'It follows an entry that is itself in dispute. It was booked.'
	},
	chain_broken: {
		title: 'A broken chain',
		words: 'The entry does not follow the one before it. It was booked and is kept as evidence.'
	},
	events_missing: {
		title: 'Entries are missing',
		words: 'The tablet lost a part of its journal. What follows was booked without it.'
	},
	event_unreadable: {
		title: 'An entry that cannot be read',
		words: 'It is genuine, but this version does not understand it. It was kept, not booked.'
	},
	event_id_doubled: {
		title: 'Two entries with one identity',
		words: 'The first one stands. The other says something else under the same identity: it was kept, not booked.'
	},
	sale_id_doubled: {
		title: 'The same sale twice',
		words: 'Two entries describe the same sale. Look whether the money was taken twice.'
	},
	receipt_number_doubled: {
		title: 'A receipt number used twice',
		words: 'Two sales carry the same number. Both are booked.'
	},
	store_differs: {
		title: 'A sale of another store',
		words: 'The tablet believed it stood in another store. The sale is booked where the till belongs.'
	},
	product_unknown: {
		title: 'A product nobody knows',
		words: 'Something was sold that is not in the products. The sale is booked as it happened.'
	},
	staff_unknown: {
		title: 'A person nobody knows',
		words: 'Somebody sold who is not in the staff list. The sale is booked.'
	},
	member_unknown: {
		title: 'A member nobody knows',
		words: 'The sale names a member who is not there. It is booked without one.'
	},
	spend_not_granted: {
		title: 'A spend that was not granted',
		words: 'The sale was paid in part with member value that was not set aside for it. It was taken all the same.'
	},
	spend_without_member: {
		title: 'A spend without a member',
		words: 'The sale was paid in part with member value, but nobody knows whose. The sale is booked.'
	},
	wallet_overdrawn: {
		title: 'A wallet below zero',
		words: 'A member used or gave back more value than was there. The next awards fill the hole.'
	},
	offer_unknown: {
		title: 'A discount of an unknown offer',
		words: 'The till took off what no offer of this shop says. The customer paid what the receipt says.'
	},
	original_unknown: {
		title: 'A return without its sale',
		words: 'The receipt it names is not in the books. Money was given back; no award was taken.'
	},
	original_unreadable: {
		title: 'A return of a sale that cannot be read',
		words: 'Money was given back; look at the member’s wallet by hand.'
	},
	returned_more_than_sold: {
		title: 'More came back than was sold',
		words:
			'Goods of one receipt were given back more often than they were sold, at tills that could not ask. The money was paid out.'
	},
	budget_exceeded: {
		title: 'An offer gave more than its budget',
		words: 'A till without network took off what the budget no longer held. The customer paid what the receipt says.'
	},
	returned_more_than_spent: {
		title: 'More given back than was spent',
		words: 'The return names more member value than the sale had used. Only that much went back.'
	},
	members_probed: {
		title: 'Many members asked for that nobody knows',
		words: 'A till looked up far more numbers than belong to anybody. Ask who stood at it that day.'
	},
	rewards_not_booked: {
		title: 'A sale without its rewards',
		words: 'The sale is booked, but the member’s wallet could not take what it earned or spent.'
	}
};

/** A case in a manager’s words; an unknown kind is shown as it is written. */
export function caseTitle(kind: string): string {
	return titles[kind]?.title ?? kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

export function caseWords(kind: string): string {
	return titles[kind]?.words ?? 'It was booked as it happened; somebody should look at it.';
}
