import type { Paging } from '$lib/contract/crmcom/envelope';
import { defaultPageSize } from '$lib/contract/crmcom/selection';

type PageFields = { number_of_results?: number | undefined; offset?: number | undefined };
export type Page = { limit: number; offset: number; wasAsked: boolean };

export function pageOf({ number_of_results: limit, offset }: PageFields): Page {
	return {
		limit: limit ?? defaultPageSize,
		offset: offset ?? 0,
		wasAsked: limit !== undefined || offset !== undefined
	};
}

/** Only callers that asked for a page see where it stands: strict old parsers never do (§2.5). One row more was read. */
export function toPage({ limit, offset, wasAsked }: Page, found: number): { paging?: Paging } {
	return wasAsked ? { paging: { number_of_results: Math.min(found, limit), offset, has_more: found > limit } } : {};
}
