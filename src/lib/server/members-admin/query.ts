import type { MemberQuery } from './list';

/** What the list's address asks for; what does not fit is left out. */
export function readMemberQuery(params: URLSearchParams): MemberQuery {
	const text = (key: string) => params.get(key)?.trim().slice(0, 100) ?? '';
	return { search: text('search'), tier: text('tier'), state: text('state'), sort: text('sort') };
}
