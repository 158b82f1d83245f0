import { limitKinds } from '$lib/domain/wallet/conditions';
import { membersInEnglish as t } from '$lib/i18n/office-words';
import type { ShopWriting } from '../../../shop-writing';

type Consent = {
	given: boolean;
	at: string;
	channel: 'my' | 'till' | 'office' | 'import';
	staffName: string | null;
};

export function consentWords(consent: Consent | undefined, { date }: ShopWriting): string {
	if (!consent) return t('consents.never');
	const { given, at, channel, staffName } = consent;
	const how =
		channel === 'office' && staffName !== null
			? t('consents.channel.officeBy', { name: staffName })
			: t(`consents.channel.${channel}`);
	return t(given ? 'consents.given' : 'consents.refused', { date: date(at), channel: how });
}

type Entry = { action: string; detail: unknown };

/** An entry of the audit log in words; what is not known here is shown as it is written. */
export function historyWords({ action, detail }: Entry, { amount }: ShopWriting): string {
	const facts = (typeof detail === 'object' && detail !== null ? detail : {}) as Record<string, unknown>;
	const last4 = String(facts['last4'] ?? '');
	const sum = amount(Number(facts['amountMinor'] ?? 0), String(facts['currency'] ?? 'EUR'), { sign: 'always' });
	switch (action) {
		case 'member.added':
			return t('history.member.added');
		case 'member.changed':
			return t('history.member.changed', { fields: String(facts['fields'] ?? '').replaceAll(',', ', ') });
		case 'card.issued':
		case 'card.replaced':
		case 'card.blocked':
		case 'card.unblocked':
			return t(`history.${action}`, { last4 });
		case 'wallet.adjusted':
		case 'adjustment.asked':
		case 'adjustment.approved':
		case 'adjustment.refused':
		case 'adjustment.withdrawn':
			return limitedWords(t(`history.${action}`, { amount: sum }), String(facts['limits'] ?? ''));
		default:
			return action;
	}
}

/** `limits`: what of the value's use was limited, as the audit log keeps it. */
function limitedWords(what: string, limits: string): string {
	const kinds = limitKinds.filter((kind) => limits.split(',').includes(kind));
	if (kinds.length === 0) return what;
	return t('history.limited', { what, limits: kinds.map((kind) => t(`history.limit.${kind}`)).join(', ') });
}
