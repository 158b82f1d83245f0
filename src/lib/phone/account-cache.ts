import { memberAccount, type MemberAccount } from '$lib/contract/my/account';
import type { KeptRecords } from './kept-record';

const key = 'account';

export type AccountState =
	| { state: 'loading' }
	/** Nobody is signed in on this phone. `offline`: the server could not be asked. */
	| { state: 'out'; offline: boolean }
	| { state: 'in'; account: MemberAccount; offline: boolean };

export type AskServer = (path: string, init?: RequestInit) => Promise<Response>;

/** What was kept, if this version can read it. */
export async function readKept(records: KeptRecords): Promise<MemberAccount | null> {
	const kept = await records.read(key).catch(() => null);
	const parsed = memberAccount.safeParse(kept);
	return parsed.success ? parsed.data : null;
}

/**
 * Asks the server for the account and keeps the answer. Without an answer the kept one stands; when the server says that
 * nobody is signed in, it goes, so that a lost phone shows nothing after its sessions were ended.
 */
export async function refreshAccount(records: KeptRecords, ask: AskServer): Promise<AccountState> {
	const before = await readKept(records);
	const isStranger = !before && (await saysNobody(ask));
	const response = isStranger ? null : await ask('/api/my/account').catch(() => null);
	if (isStranger || response?.status === 401) {
		await records.clear().catch(() => {});
		return { state: 'out', offline: false };
	}
	const parsed = response?.ok ? memberAccount.safeParse(await response.json().catch(() => null)) : null;
	if (parsed?.success) {
		// A phone without room still shows the card; it only will not open offline.
		await records.write(key, parsed.data).catch(() => {});
		return { state: 'in', account: parsed.data, offline: false };
	}
	return before ? { state: 'in', account: before, offline: true } : { state: 'out', offline: true };
}

/** The server says that nobody is signed in here. */
async function saysNobody(ask: AskServer): Promise<boolean> {
	const response = await ask('/api/my/sign-in').catch(() => null);
	const answer = response?.ok ? ((await response.json().catch(() => null)) as { signedIn?: unknown } | null) : null;
	return answer?.signedIn === false;
}
