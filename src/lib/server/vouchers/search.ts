/** What somebody typed to find a voucher: its whole code, its last four symbols, or a receipt. Pure but for the hash. */
import { normaliseCrockford } from '$lib/domain/code/crockford';
import { utf8 } from '$lib/domain/bytes';
import { voucherCodeIn } from '$lib/domain/voucher/code';
import { sha256Base64url } from '../crypto/es256';

export type VoucherSearch = { kind: 'code'; codeHash: string } | { kind: 'text'; mark: string | null; receipt: string };

const markSymbols = 4;

/** Null: nothing to look for. */
export function readVoucherSearch(typed: string): VoucherSearch | null {
	const text = typed.replace(/[·.…]/g, '').trim().slice(0, 40);
	if (!/[A-Za-z0-9]/.test(text)) return null;
	const code = voucherCodeIn(text);
	if (code !== null) return { kind: 'code', codeHash: sha256Base64url(utf8(code)) };
	const symbols = normaliseCrockford(text);
	return { kind: 'text', mark: symbols?.length === markSymbols ? symbols : null, receipt: text };
}
