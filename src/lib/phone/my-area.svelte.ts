import { readKept, refreshAccount, type AccountState, type AskServer } from './account-cache';
import type { KeptRecords } from './kept-record';

export type Posted = { ok: true } | { ok: false; message: string; isOffline?: boolean };

const noNetwork = 'There is no connection. Try again when you are online.';

/** The member's area of this phone: what it shows, and the few things it asks of the server. */
export class MyArea {
	current = $state.raw<AccountState>({ state: 'loading' });

	#records: KeptRecords;
	#ask: AskServer;

	constructor(records: KeptRecords, ask: AskServer) {
		this.#records = records;
		this.#ask = ask;
	}

	get account() {
		return this.current.state === 'in' ? this.current.account : null;
	}

	/** Shows what was kept at once, then what the server says. */
	async open(): Promise<void> {
		const kept = await readKept(this.#records);
		if (kept && this.current.state === 'loading') this.current = { state: 'in', account: kept, offline: false };
		await this.refresh();
	}

	async refresh(): Promise<void> {
		this.current = await refreshAccount(this.#records, this.#ask);
	}

	/** Sends a wish as JSON; a refusal comes back as the server's sentence. */
	async send(path: string, body: object, method = 'POST'): Promise<Posted> {
		const headers = { 'content-type': 'application/json' };
		const response = await this.#ask(path, { method, headers, body: JSON.stringify(body) }).catch(() => null);
		if (!response) return { ok: false, message: noNetwork, isOffline: true };
		if (response.ok) return { ok: true };
		const problem = (await response.json().catch(() => ({}))) as { detail?: string; code?: string };
		if (problem.code === 'bad_request')
			return { ok: false, message: 'Check what you typed: something is missing or too long.' };
		return { ok: false, message: problem.detail ?? 'The server could not do that. Try again.' };
	}

	async signOut(): Promise<Posted> {
		const answer = await this.send('/api/my/sign-out', {});
		if (!answer.ok) return answer;
		await this.#records.clear().catch(() => {});
		this.current = { state: 'out', offline: false };
		return answer;
	}
}
