/** How a member can be reached, in the form it is kept in. */
import { normaliseEmail } from '$lib/domain/contact/email';
import { normalisePhone } from '$lib/domain/contact/phone';

export type Contacts = { phone: string | null; email: string | null };
type Typed = { phone: string | null; email: string | null };

/** `unreadable`: something was typed that is no phone number or no address. */
export function readContacts(typed: Typed, country: string): Contacts & { unreadable: ('phone' | 'email')[] } {
	const phone = isBlank(typed.phone) ? null : normalisePhone(typed.phone ?? '', country);
	const email = isBlank(typed.email) ? null : normaliseEmail(typed.email ?? '');
	const unreadable: ('phone' | 'email')[] = [];
	if (phone === null && !isBlank(typed.phone)) unreadable.push('phone');
	if (email === null && !isBlank(typed.email)) unreadable.push('email');
	return { phone, email, unreadable };
}

function isBlank(text: string | null): boolean {
	return text === null || text.trim() === '';
}
