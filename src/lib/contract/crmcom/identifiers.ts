/** Identifier objects: `{ "<one key>": "<value>" }` (specs/crmcom-api.md §2.7), with the names of R14–R18 side by side. */
import * as z from 'zod/mini';
import { guid, may, text, titled, whole } from './wire';

/** Refuses an identifier object with none or several of its keys. */
function exactlyOne<S extends z.ZodMiniObject>(schema: S): S {
	const keys = Object.keys(schema.shape);
	return schema.check((context) => {
		const value = context.value as Record<string, unknown>;
		if (keys.filter((key) => value[key] !== undefined).length === 1) return;
		context.issues.push({ code: 'custom', input: value, params: { exactlyOne: keys } });
	});
}

export const accessToken = titled(
	'Access token identifier',
	z
		.object({
			authentication_code: may(text(), 'Number of a card, telephone number or e-mail address'),
			identifier: may(text(), 'Identifier of the token; together with pass_code'),
			pass_code: may(text(), 'Pass code of the identifier'),
			one_time_password: may(whole(0, 99_999_999), 'One-time password (R13); not used here')
		})
		.check((context) => {
			const { authentication_code: code, identifier, one_time_password: once } = context.value;
			if ([code, identifier, once].filter((value) => value !== undefined).length === 1) return;
			context.issues.push({
				code: 'custom',
				input: context.value,
				params: { exactlyOne: ['authentication_code', 'identifier', 'one_time_password'] }
			});
		})
);

export const medium = titled(
	'Medium identifier',
	exactlyOne(
		z.object({ id: may(guid(), 'ID of the medium'), code: may(text(), 'Its code, such as the number of a card') })
	)
);

/** Whom a call is about, under the names of participants, accounts and our short forms. */
export const customer = titled(
	'Customer identifier',
	exactlyOne(
		z.object({
			id: may(guid(), 'ID'),
			number: may(text(40), 'Number, such as RP0000000042 or ACR0000000042'),
			access_token_identifier: may(accessToken, 'What the customer showed'),
			customer_identification_medium_identifier: may(medium, 'The same under its name of R18'),
			card_number: may(text(40), 'Short form of an authentication code'),
			phone: may(text(40), 'Short form of an authentication code'),
			email: may(text(254), 'Short form of an authentication code')
		})
	)
);

export const unit = titled(
	'Unit identifier',
	exactlyOne(
		z.object({
			id: may(guid(), 'ID of the store'),
			name: may(text(), 'Name of the store'),
			alternative_code: may(text(40), 'Code of the store, such as S01')
		})
	)
);

export const tap = titled(
	'TAP identifier',
	exactlyOne(
		z.object({
			id: may(guid(), 'ID of the till'),
			name: may(text(), 'Name of the till'),
			code: may(text(40), 'Code of the till, such as S01T02')
		})
	)
);

export const product = titled(
	'Product identifier',
	exactlyOne(
		z.object({
			id: may(guid(), 'ID of the product'),
			code: may(text(64), 'Its code: the SKU'),
			alternative_code: may(text(64), 'Another code of it, such as a barcode')
		})
	)
);

export const event = titled(
	'Event identifier',
	exactlyOne(z.object({ id: may(guid(), 'ID of the event'), number: may(text(40), 'Its number, such as CE0012345') }))
);

export const currency = titled(
	'Currency identifier',
	exactlyOne(z.object({ id: may(text(40), 'ID of the currency: its code'), code: may(text(3), 'ISO 4217 code') }))
);

export const wallet = titled(
	'Wallet identifier',
	exactlyOne(
		z.object({ id: may(guid(), 'ID of the wallet'), number: may(text(40), 'Its number, such as W0000000042') })
	)
);

/** Types, brands, families, classes: only their names and codes count here. */
export const named = titled(
	'Named identifier',
	exactlyOne(
		z.object({
			id: may(text(64), 'ID'),
			name: may(text(), 'Name'),
			alternative_code: may(text(64), 'Code'),
			code: may(text(64), 'Code'),
			number: may(text(64), 'Number')
		})
	)
);

export type CustomerIdentifier = z.output<typeof customer>;
export type UnitIdentifier = z.output<typeof unit>;
export type TapIdentifier = z.output<typeof tap>;
export type ProductIdentifier = z.output<typeof product>;
export type EventIdentifier = z.output<typeof event>;
export type NamedIdentifier = z.output<typeof named>;

/** The e-mail, phone or card behind whichever key was used; `id` and `number` name a record instead. */
export type ShownMeans =
	{ by: 'id'; id: string } | { by: 'number'; number: string } | { by: 'code'; code: string } | { by: 'nothing' };

/** What an identifier of a customer says, after all its spellings. */
export function meansOf(identifier: CustomerIdentifier): ShownMeans {
	const { id, number, access_token_identifier: token, customer_identification_medium_identifier: cim } = identifier;
	if (id !== undefined) return { by: 'id', id };
	if (number !== undefined) return { by: 'number', number };
	const code =
		token?.authentication_code ?? cim?.code ?? identifier.card_number ?? identifier.phone ?? identifier.email;
	// A pass code or one-time password is nothing a member of ours has.
	return code === undefined ? { by: 'nothing' } : { by: 'code', code };
}
