import { concatBytes, toBase64url, utf8 } from '$lib/domain/bytes';
import type { Ports } from '../ports';
import { sha256 } from './seal';

/** Personal data beside an event: 16 random bytes keep its hash from being guessed (DESIGN.md §5). */
export async function hidePrivate(
	{ subtle, random }: Pick<Ports, 'subtle' | 'random'>,
	text: string
): Promise<{ part: { salt: string; text: string }; hash: string }> {
	const salt = random.bytes(16);
	const hash = toBase64url(await sha256(subtle, concatBytes(salt, utf8(text))));
	return { part: { salt: toBase64url(salt), text }, hash };
}
