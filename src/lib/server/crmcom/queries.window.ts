import { sql, type RawBuilder } from 'kysely';

/** What lists of purchases and of spends are narrowed by alike. */
export type Window = {
	memberId?: string;
	/** Empty: every store. */
	storeIds: readonly string[];
	after?: Date | undefined;
	before?: Date | undefined;
};

/** `p` is the purchase; `row` is what happened at a moment. */
export function within(row: 'p' | 's', { memberId, storeIds, after, before }: Window): RawBuilder<boolean> {
	const at = sql.ref(`${row}.performed_at`);
	const conditions = [
		sql<boolean>`true`,
		...(memberId ? [sql<boolean>`p.member_id = ${memberId}`] : []),
		...(storeIds.length > 0 ? [sql<boolean>`p.store_id in (${sql.join(storeIds)})`] : []),
		...(after ? [sql<boolean>`${at} > ${after.toISOString()}`] : []),
		...(before ? [sql<boolean>`${at} < ${before.toISOString()}`] : [])
	];
	return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
