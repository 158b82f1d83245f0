/** One row under a basket line: why it costs less (or more), and by how much. Both are finished text. */
export interface LineReason {
	readonly text: string;
	readonly amount: string;
	/** Opens the explanation; without it the reason is not dotted. */
	readonly onwhy?: () => void;
}
