/** What stands on paper, row by row; all texts are finished. */
export type PaperRow =
	| { kind: 'title'; text: string }
	/** Centred, for address and thanks; each entry is a row. */
	| { kind: 'centre'; lines: readonly string[] }
	/** In a frame, so that nobody takes it for the original: COPY, PRACTICE. */
	| { kind: 'stamp'; text: string }
	| { kind: 'rule' }
	| { kind: 'pair'; left: string; right: string; look?: 'plain' | 'sub' | 'strong' | 'total' }
	/** First column left, others right; the sum has a line above. */
	| { kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[]; sum?: readonly string[] }
	| { kind: 'text'; text: string }
	| { kind: 'qr'; text: string; label: string; lines: readonly string[] };
