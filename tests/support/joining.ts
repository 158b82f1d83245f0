/** What a till reads in the answers about members and the numbers lent to it. */
import { problem } from '../../src/lib/contract/problem';
import { joinAnswer, type JoinNumbers } from '../../src/lib/contract/sync/join';
import type { StoreSettings } from '../../src/lib/contract/sync/pull';
import { cardNumber } from '../../src/lib/domain/code/card';

export type Answered = { status: number; code: string; memberId: string; cardNumber: string; shownName: string };

export async function readJoined(response: Response): Promise<Answered> {
	const body: unknown = await response.json();
	const nothing = { memberId: '', cardNumber: '', shownName: '' };
	if (response.status !== 200) return { status: response.status, code: problem.parse(body).code, ...nothing };
	const { member, cardNumber: number } = joinAnswer.parse(body);
	const { memberId, shownName } = member;
	return { status: 200, code: 'ok', memberId, cardNumber: number, shownName };
}

export function settingsIn(changes: { kind: string; data: unknown }[]): StoreSettings {
	const found = changes.find(({ kind }) => kind === 'settings');
	if (!found) throw new Error('no settings');
	return found.data as StoreSettings;
}

export function numbersOf({ prefix, length, check, firstSerial, count, next }: JoinNumbers): string[] {
	const free = Array.from({ length: firstSerial + count - next }, (_, at) => next + at);
	return free.map((serial) => cardNumber({ prefix, length, check, active: true }, serial) ?? '');
}
