/** How a manager looks for somebody: a page of the list, as the office gets it. */
import type { Db } from '$lib/server/db/client';
import { listMembers } from '$lib/server/members-admin/list';
import { quantile, seeded, timed, type Figures } from '../harness';
import { cardNumber, memberName, phoneNumber } from './member-set';

const asked = 60;

/** What is typed to find the n-th member. */
export const searches = {
	'three letters of a name': (n: number) => memberName(n).slice(0, 3),
	'first and last name': (n: number) => memberName(n),
	'a phone number': (n: number) => `0${phoneNumber(n).slice(3)}`,
	'the end of a phone number': (n: number) => phoneNumber(n).slice(-6),
	'a card number': (n: number) => cardNumber(n),
	'the end of a card number': (n: number) => cardNumber(n).slice(-6)
} satisfies Record<string, (n: number) => string>;

export type SearchName = keyof typeof searches;

/** The 95th percentile of every kind of search, in milliseconds; throws when somebody who was named is not found. */
export async function measureSearches(db: Db, count: number, seed: number): Promise<Figures> {
	const chance = seeded(seed);
	const figures: Figures = {};
	for (const [name, typed] of Object.entries(searches)) {
		const times: number[] = [];
		for (let turn = 0; turn < asked; turn++) {
			const query = { search: typed(1 + Math.floor(chance() * count)), tier: '', state: '', sort: 'name' };
			times.push(
				await timed(async () => {
					const { rows } = await listMembers(db, query, null, Date.now());
					if (rows.length === 0) throw new Error(`Nobody was found by ${name}.`);
				})
			);
		}
		figures[name] = quantile(times, 0.95);
	}
	return figures;
}
