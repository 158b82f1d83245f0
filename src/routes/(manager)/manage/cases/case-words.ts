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
	}
};

/** A case in a manager’s words; an unknown kind is shown as it is written. */
export function caseTitle(kind: string): string {
	return titles[kind]?.title ?? kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

export function caseWords(kind: string): string {
	return titles[kind]?.words ?? 'It was booked as it happened; somebody should look at it.';
}
