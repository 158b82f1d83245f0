type State = 'draft' | 'active' | 'paused' | 'ended';

const words: Record<State, string> = { draft: 'Draft', active: 'Running', paused: 'Paused', ended: 'Ended' };

export function stateWord(state: State): string {
	return words[state];
}

export function stateLook(state: State): 'ok' | 'wait' | 'plain' {
	if (state === 'active') return 'ok';
	return state === 'paused' ? 'wait' : 'plain';
}
