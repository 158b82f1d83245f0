const titles: Readonly<Record<string, { title: string; words: string }>> = {
	fork: {
		title: 'Two journals with the same number',
		words: 'A tablet was copied or put back: two different entries carry one number. Both are kept.'
	},
	quarantined: {
		title: 'An entry that cannot be read',
		words: 'It is genuine, but this version does not understand it. It is kept and was not booked.'
	},
	lost_events: {
		title: 'Entries are missing',
		words: 'The tablet lost a part of its journal. What follows was booked without it.'
	},
	clock_jump: { title: 'A clock that jumped', words: 'The tablet’s clock was far from ours when this was sold.' },
	unbalanced: {
		title: 'A sum that does not balance',
		words: 'The sale was booked as it happened, but its figures contradict each other.'
	}
};

/** A case in a manager's words; an unknown kind is shown as it is written. */
export function caseTitle(kind: string): string {
	return titles[kind]?.title ?? kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());
}

export function caseWords(kind: string): string {
	return titles[kind]?.words ?? 'The sale was booked as it happened; somebody should look at it.';
}
