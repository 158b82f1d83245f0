import { amountText } from '$lib/domain/money/amount-text';
import { currencyExponent } from '$lib/domain/money/money';
import { pointsCurrency } from '$lib/domain/offers/offer';
import { csvLine } from '$lib/server/csv/csv-line';
import type { Db } from '$lib/server/db/client';
import { eachMember, type MemberQuery } from './list';

const head = [
	'name',
	'phone',
	'email',
	'tier',
	'state',
	'joined_utc',
	'last_bought_utc',
	'balance',
	'currency',
	'points'
];

/** The members of a query as CSV (RFC 4180, UTF-8 with BOM so that spreadsheets read it right), page by page. */
export async function* exportMembers(db: Db, query: MemberQuery, nowMs: number): AsyncGenerator<string> {
	yield `\uFEFF${csvLine(head)}`;
	for await (const rows of eachMember(db, query, nowMs)) {
		const lines = rows.map(({ name, phone, email, tier, state, createdAt, seenAt, currency, balances }) => {
			const minorOf = (wanted: string) => balances.find((one) => one.currency === wanted)?.balanceMinor ?? 0;
			const balance = { plain: amountText(minorOf(currency), currencyExponent(currency)) };
			const cells = [name, phone ?? '', email ?? '', tier ?? '', state, createdAt, seenAt ?? ''];
			return csvLine([...cells, balance, currency, { plain: String(minorOf(pointsCurrency)) }]);
		});
		yield lines.join('');
	}
}
