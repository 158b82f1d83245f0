type State = 'draft' | 'active' | 'paused' | 'ended';

const words: Record<State, string> = { draft: 'Draft', active: 'Running', paused: 'Paused', ended: 'Ended' };

export function stateWord(state: State): string {
	return words[state];
}

export function stateLook(state: State): 'ok' | 'wait' | 'plain' {
	if (state === 'active') return 'ok';
	return state === 'paused' ? 'wait' : 'plain';
}

/** Why an offer that gives value of the wallet does nothing here. */
export const elsewhereWords =
	'Another system keeps the members’ value and decides what they earn: cashback, points and instant spends of offers here give nothing.';
