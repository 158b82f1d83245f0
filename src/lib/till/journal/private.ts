import * as z from 'zod/mini';
import { fromBase64url, toBase64url } from '$lib/domain/bytes';
import { hashPrivate, saltBytes } from '$lib/domain/journal/private';
import type { SalePrivate } from '$lib/domain/receipt/sale';
import type { Ports } from '../ports';
import { sha256With } from './seal';

/** Personal data beside an event, and the hash that the event's body holds of it. */
export async function hidePrivate(
	{ subtle, random }: Pick<Ports, 'subtle' | 'random'>,
	text: string
): Promise<{ part: { salt: string; text: string }; hash: string }> {
	const salt = random.bytes(saltBytes);
	const hash = toBase64url(await hashPrivate(salt, text, sha256With(subtle)));
	return { part: { salt: toBase64url(salt), text }, hash };
}

const texts = z.array(z.object({ lineNo: z.int(), text: z.string() }));
const salePrivate = z.object({
	notes: z.exactOptional(texts),
	note: z.exactOptional(z.string()),
	discountTexts: z.exactOptional(texts),
	card: z.exactOptional(z.string())
}) satisfies z.ZodMiniType<SalePrivate>;

/** The private part of a sale read back from a copy; null unless it is the one whose hash the sale's body holds. */
export async function readSalePrivate(
	{ subtle }: Pick<Ports, 'subtle'>,
	part: { salt: string; text: string } | undefined,
	hash: string | null
): Promise<SalePrivate | null> {
	const salt = fromBase64url(part?.salt ?? '');
	if (!part || hash === null || salt?.length !== saltBytes) return null;
	if (toBase64url(await hashPrivate(salt, part.text, sha256With(subtle))) !== hash) return null;
	return z.parse(salePrivate, JSON.parse(part.text));
}
