import { toBase64url } from '$lib/domain/bytes';
import { hashPrivate, saltBytes } from '$lib/domain/journal/private';
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
