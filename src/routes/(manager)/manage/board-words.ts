import { formatAmount, formatCount, formatDate, formatRate, formatTime } from '$lib/ui/format';
import type { PageData } from './$types';

type Figure = { label: string; value: string; detail: string; look: 'plain' | 'good' | 'wait' };

type Board = NonNullable<PageData['board']>;

const plus = (basisPoints: number, locale: string) =>
	`${basisPoints > 0 ? '+' : ''}${formatRate(Math.trunc(basisPoints / 10) * 10, locale)}`;

const lookOf = (basisPoints: number | null): 'plain' | 'good' =>
	basisPoints !== null && basisPoints > 0 ? 'good' : 'plain';

/** The row of figures on *Today*. Amounts compare with the same weekday a week ago, up to this time of day. */
export function figuresOf(board: Board): Figure[] {
	const { figures, locale, currency } = board;
	const amount = (minor: number) => formatAmount(minor, currency, locale);
	const change = (basisPoints: number | null) =>
		basisPoints === null ? 'no sales a week ago' : plus(basisPoints, locale);
	const until = formatTime(board.at, board.zone, locale);
	const pending = board.tills.reduce((sum, till) => sum + (till.report?.pending ?? 0), 0);
	return [
		{
			label: 'Sales',
			value: amount(figures.dueMinor),
			detail: figures.dueChangeBp === null ? change(null) : `${plus(figures.dueChangeBp, locale)} to ${until}`,
			look: lookOf(figures.dueChangeBp)
		},
		{
			label: 'Baskets',
			value: formatCount(figures.sales, locale),
			detail: change(figures.salesChangeBp),
			look: lookOf(figures.salesChangeBp)
		},
		{
			label: 'Average basket',
			value: amount(figures.averageMinor),
			detail: change(figures.averageChangeBp),
			look: lookOf(figures.averageChangeBp)
		},
		...rewardedOf(board),
		{
			label: 'Members met',
			value:
				figures.sales > 0 ? formatRate(Math.round((figures.withMember / figures.sales) * 100) * 100, locale) : '0%',
			detail: `${formatCount(figures.withMember, locale)} of ${formatCount(figures.sales, locale)} baskets`,
			look: 'plain'
		},
		{
			label: 'Not here yet',
			value: pending === 1 ? '1 sale' : `${formatCount(pending, locale)} sales`,
			detail: contactOf(board.tills),
			look: pending > 0 ? 'wait' : 'plain'
		}
	];
}

/** What members were given and what they spent; nothing where another system knows it. */
function rewardedOf({ rewarded, figures, locale, currency }: Board): Figure[] {
	if (!rewarded) return [];
	const { awardedMinor, spentMinor, spentIn } = rewarded;
	const amount = (minor: number) => formatAmount(minor, currency, locale);
	const shareBp = figures.dueMinor > 0 ? Math.round((awardedMinor / figures.dueMinor) * 1000) * 10 : 0;
	return [
		{ label: 'Awarded', value: amount(awardedMinor), detail: `${formatRate(shareBp, locale)} of sales`, look: 'plain' },
		{
			label: 'Spent by members',
			value: amount(spentMinor),
			detail: spentIn === 1 ? '1 basket' : `${formatCount(spentIn, locale)} baskets`,
			look: 'plain'
		}
	];
}

/** “Last backup Fri 27 Nov, 02:00”, or that there is none, with what to do. A day without one is worth a look. */
export function backupWords({ backupAt, at, zone, locale }: Board): { text: string; isLate: boolean } {
	if (backupAt === null) return { text: 'No backup yet. On the server: npm run backup -- FOLDER', isLate: true };
	const day = formatDate(backupAt, zone, locale, 'short');
	const isLate = at - Date.parse(backupAt) > 36 * 3_600_000;
	return { text: `Last backup ${day}, ${formatTime(backupAt, zone, locale)}`, isLate };
}

function contactOf(tills: Board['tills']): string {
	const tablets = tills.filter(({ state }) => state !== 'none' && state !== 'program');
	if (tablets.length === 0) return tills.length === 0 ? 'No till yet' : 'No tablet yet';
	const away = tablets.filter(({ state }) => state === 'offline');
	const [first] = away;
	if (first === undefined) return 'All tills in touch';
	return away.length === 1 ? `${first.name} is offline` : `${String(away.length)} tills are offline`;
}
