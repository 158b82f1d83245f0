import { termsVersion } from '$lib/contract/sync/join';
import { saleCompleted } from '$lib/contract/sync/bodies';
import { receiptsOnPhone, type MemberAccount, type MemberReceipt } from '$lib/contract/my/account';
import type { Balance } from '$lib/contract/sync/rewards';
import { earnedThere } from '$lib/server/crmcom-client/earned';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { toBalance } from '$lib/server/rewards/builtin';
import { findBackend } from '$lib/server/rewards/settings';
import * as wallet from '$lib/server/wallet/wallet';
import { noteConsents, type ConsentGiven } from './add';
import { selectCards, selectCurrency, selectMember, selectMerchantName, selectReceipts, setNews } from './queries';

const receiptsInExport = 10_000;

/** What a member sees of the own account; null when the member is gone. */
export async function readAccount(
	db: Db,
	memberId: string,
	nowMs: number,
	mostReceipts = receiptsOnPhone
): Promise<Omit<MemberAccount, 'demo'> | null> {
	const member = await selectMember(db, memberId);
	if (!member) return null;
	const cards = await selectCards(db, memberId);
	const rows = await selectReceipts(db, memberId, mostReceipts);
	const ids = rows.map(({ id }) => id);
	const [own, there, taken] = await Promise.all([
		wallet.earnedOn(db, ids),
		earnedThere(db, ids),
		wallet.takenBackBy(db, ids)
	]);
	const earned = new Map([...there, ...own]);
	return {
		memberId: member.id,
		name: member.name,
		email: member.email,
		tier: member.tier,
		memberSince: member.createdAt,
		// A lost card that was replaced, or blocked, opens nothing any more.
		cardNumber: cards.find(({ state }) => state === 'active' || state === 'issued')?.number ?? null,
		news: member.newsAgreedAt !== null,
		balances: await readBalances(db, memberId, nowMs),
		merchantName: (await readShopName(db)) ?? 'Tillit',
		receipts: rows.flatMap(
			(row) => toReceipt(row, { earned: earned.get(row.id) ?? [], takenBack: taken.get(row.id) }) ?? []
		),
		asOf: new Date(nowMs).toISOString()
	};
}

/** None where another system keeps the value: this one would only say zero. */
async function readBalances(db: Db, memberId: string, nowMs: number): Promise<Balance[]> {
	if ((await findBackend(db)) !== 'builtin') return [];
	const all = (await wallet.balances(db, [memberId], nowMs)).get(memberId) ?? [];
	return withMoney(all.map(toBalance), await selectCurrency(db));
}

/** What customers call the shop; null before it has a name. */
export async function readShopName(db: Db): Promise<string | null> {
	return (await selectMerchantName(db))?.merchantName ?? null;
}

/** Who never had any value in the shop's money has nothing, and is told so. */
function withMoney(balances: Balance[], currency: string | undefined): Balance[] {
	if (currency === undefined || balances.some((one) => one.currency === currency)) return balances;
	return [{ currency, balanceMinor: 0, conditionalMinor: 0, heldMinor: 0 }, ...balances];
}

type ReceiptRow = Awaited<ReturnType<typeof selectReceipts>>[number];

type Value = { earned: MemberReceipt['earned']; takenBack: MemberReceipt['takenBack'] };

function toReceipt(row: ReceiptRow, { earned, takenBack }: Value): MemberReceipt | null {
	const event = JSON.parse(row.eventText) as { body?: unknown };
	const sale = saleCompleted.safeParse(event.body);
	if (!sale.success) return null;
	const { id, at, receivedAt, storeName, storeAddress, taxNumber, zone, locale, footer } = row;
	const place = { storeName, storeAddress, taxNumber, zone, locale, footer };
	return { saleId: id, at, receivedAt, ...place, sale: sale.data, earned, ...(takenBack && { takenBack }) };
}

/** Everything kept about a member, for the download (right of access and portability). */
export async function exportMember(db: Db, memberId: string, nowMs: number) {
	const account = await readAccount(db, memberId, nowMs, receiptsInExport);
	const member = account && (await selectMember(db, memberId));
	if (!account || !member) return null;
	const cards = await selectCards(db, memberId);
	return {
		madeAt: account.asOf,
		merchant: account.merchantName,
		member: { name: member.name, email: member.email, phone: member.phone, tier: member.tier, since: member.createdAt },
		consent: { termsAgreedAt: member.termsAgreedAt, newsAgreedAt: member.newsAgreedAt },
		cards,
		balances: account.balances,
		receipts: account.receipts
	};
}

export async function changeProfile(db: Db, ports: Ports, memberId: string, change: { news: boolean }): Promise<void> {
	const at = new Date(ports.now());
	await db.transaction().execute(async (tx) => {
		await setNews(tx, memberId, change.news ? at : null);
		const consent: ConsentGiven = { purpose: 'news', given: change.news, textVersion: termsVersion };
		await noteConsents(tx, ports, memberId, [consent], { channel: 'my', at });
	});
}
