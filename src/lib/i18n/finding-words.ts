/** What a finding expected and what it found, fact by fact, in a manager's words. */

export type FindingWriting = {
	/** In the shop's currency. */
	amount: (minor: number) => string;
	/** What an id is called; null when nobody knows it. */
	name: (id: string) => string | null;
	dateless: (ms: number) => string;
};

export type FindingRow = { label: string; value: string };

type Facts = Record<string, unknown>;

const labels: Readonly<Record<string, string>> = {
	receiptNumber: 'Receipt',
	originalReceiptNumber: 'Receipt it returns',
	expected: 'Expected',
	found: 'Found',
	at: 'Where',
	imbalance: 'What does not fit',
	aheadMs: 'Ahead of the server',
	backMs: 'Back from the entry before',
	bookedAtReceipt: 'Booked at the time it was received',
	fromSeq: 'First missing entry',
	toSeq: 'Last missing entry',
	epoch: 'Epoch',
	reason: 'Why it could not be read',
	detail: 'More exactly',
	fault: 'What went wrong',
	id: 'Identity of both',
	saleId: 'Sale both claim',
	storeId: 'The tablet believed it stood in',
	staffId: 'Person',
	memberId: 'Member',
	voucherId: 'Voucher',
	otherVoucherId: 'Voucher that was first',
	otherSaleId: 'Sale that handed it out',
	worthMinor: 'It says it is worth',
	productIds: 'Products',
	offerId: 'Offer',
	offerIds: 'Offers',
	budgetMinor: 'Budget',
	givenMinor: 'Given in all',
	rulesVersion: 'Rules of the till, version',
	grantId: 'Grant',
	amountMinor: 'Taken',
	allowedMinor: 'The rules allow',
	overdrawnMinor: 'Below zero by',
	beyondMinor: 'More than there was',
	takenMinor: 'Taken',
	grantedMinor: 'Granted',
	forgivenMinor: 'Not taken back',
	unaskedMinor: 'Spent unasked',
	lostMinor: 'The member lost',
	gainedMinor: 'The member gained',
	keyId: 'Key of another system',
	date: 'Day',
	tried: 'Looked up',
	missed: 'Belonging to nobody',
	tries: 'Tries',
	text: 'Answer',
	code: 'Refusal'
};

const grants: Readonly<Record<string, string>> = {
	unknown: 'no such grant',
	captured: 'a grant that was used before',
	expired: 'a grant that had run out',
	released: 'a grant that was given up',
	open: 'a grant for less'
};

/** The facts of a finding, its code left out: the case's title says that. */
export function findingRows(finding: Facts, writing: FindingWriting): FindingRow[] {
	return Object.entries(finding).flatMap(([key, value]): FindingRow[] => {
		if (key === 'code' || value === null || value === undefined) return [];
		if (key === 'lines' && Array.isArray(value)) return value.flatMap(lineRow);
		if ((key === 'owes' || key === 'spends') && Array.isArray(value))
			return value.flatMap((one) => amountRow(key, one, writing));
		const label = labels[key] ?? key;
		return [{ label, value: valueText(key, value, writing) }];
	});
}

function lineRow(line: unknown): FindingRow[] {
	const { lineNo, soldMilli, returnedMilli } = line as Facts;
	if (typeof soldMilli !== 'number' || typeof returnedMilli !== 'number') return [];
	return [
		{
			label: `Line ${String(lineNo)}`,
			value: `sold ${String(soldMilli / 1000)}, given back ${String(returnedMilli / 1000)}`
		}
	];
}

function amountRow(key: 'owes' | 'spends', one: unknown, { amount }: FindingWriting): FindingRow[] {
	const { amountMinor, currency } = one as Facts;
	if (typeof amountMinor !== 'number') return [];
	const value = currency === 'PTS' ? `${String(amountMinor)} points` : amount(amountMinor);
	return [{ label: key === 'owes' ? 'Owed afterwards' : 'Spent', value }];
}

function valueText(key: string, value: unknown, { amount, name, dateless }: FindingWriting): string {
	if (Array.isArray(value)) return value.map((one) => valueText(key, one, { amount, name, dateless })).join(', ');
	if (typeof value === 'number' && key.endsWith('Minor')) return amount(value);
	if (typeof value === 'number' && key.endsWith('Ms')) return dateless(value);
	if (value === true) return 'yes';
	if (typeof value === 'string') return (key === 'found' ? grants[value] : undefined) ?? name(value) ?? value;
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
