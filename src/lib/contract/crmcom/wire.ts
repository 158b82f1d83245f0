/**
 * The words of the CRM.COM wire and how tolerantly they are read: `null`, an empty text and a missing member are the same,
 * numbers may come as texts, booleans as 0 and 1, and what a schema does not name is ignored (specs/crmcom-api.md §2.3, §6).
 * Every field says here what it means, so that the reference page is made of the schemas that validate.
 */
import * as z from 'zod/mini';
import { isInPaymentRange } from '$lib/domain/code/card';
import { withoutPaymentNumbers } from '$lib/domain/code/payment-numbers';

type Schema = z.ZodMiniType;

/** What the reference page shows of a field. */
export type FieldNote = { type: string; meaning: string; required: boolean; inner: Schema };

const notes = new WeakMap<Schema, FieldNote>();
const types = new WeakMap<Schema, string>();

/** What is known of a field made by `must`, `may` or `orNull`. */
export function noteOf(field: Schema): FieldNote | undefined {
	return notes.get(field);
}

function typed<S extends Schema>(type: string, schema: S): S {
	types.set(schema, type);
	return schema;
}

const titles = new WeakMap<Schema, string>();

/** Names an object that several methods share, so that it is described once. */
export function titled<S extends Schema>(title: string, schema: S): S {
	titles.set(schema, title);
	return typed(title, schema);
}

export function titleOf(schema: Schema): string | undefined {
	return titles.get(schema);
}

function noted<S extends Schema>(schema: S, inner: Schema, meaning: string, required: boolean): S {
	notes.set(schema, { type: types.get(inner) ?? typeOf(inner), meaning, required, inner });
	return schema;
}

function typeOf(schema: Schema): string {
	if (schema instanceof z.ZodMiniArray) return 'Array';
	if (schema instanceof z.ZodMiniEnum) return schema.options.map(String).join(' | ');
	return 'Object';
}

function blankToUndefined(value: unknown): unknown {
	return value === null || value === '' ? undefined : value;
}

/** A field of a request that has to be there. */
export function must<S extends Schema>(schema: S, meaning: string) {
	return noted(z.pipe(z.transform(blankToUndefined), schema), schema, meaning, true);
}

/** A field that may be missing, `null` or empty. */
export function may<S extends Schema>(schema: S, meaning: string) {
	const field = z.optional(z.pipe(z.transform(blankToUndefined), z.optional(schema)));
	return noted(field, schema, meaning, false);
}

/** A field of an answer: absent values are sent as `null` and may be missing when others answer (§2.2). */
export function orNull<S extends Schema>(schema: S, meaning: string) {
	const field = z.pipe(
		z.transform((value: unknown): unknown => blankToUndefined(value) ?? null),
		z.nullable(schema)
	);
	return noted(field, schema, meaning, false);
}

/** Text without control characters; a number is taken as its digits. */
export function text(max = 200) {
	const read = z.pipe(
		z.transform((value: unknown) => (typeof value === 'number' ? String(value) : value)),
		z.string().check(z.trim(), z.maxLength(max), z.regex(/^[^\p{Cc}]*$/u, 'no control characters'))
	);
	return typed('String', read);
}

/** Free text, which may have several lines. Of a payment card in it only what may be kept gets in. */
export function longText(max = 2000) {
	const read = z.string().check(z.trim(), z.maxLength(max), z.regex(/^[^\p{Cc}]*(?:[\n\r\t][^\p{Cc}]*)*$/u));
	return typed(
		'String',
		z.pipe(
			read,
			z.transform((value: string) => withoutPaymentNumbers(value))
		)
	);
}

/** What a customer paid with, which tills fill with the number of the card. */
export function paymentText(max: number) {
	const shorten = z.transform((value: string) => withoutPaymentNumbers(value, isInPaymentRange));
	return typed('String', z.pipe(text(max), shorten));
}

function toNumber(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	return /^\s*[-+]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

const largestNumber = 1_000_000_000;

/** An amount in main units of the currency. Only here money is a float; inside it is minor units. */
export function amount() {
	const number = z.number().check(z.gte(-largestNumber), z.lte(largestNumber));
	return typed('Number', z.pipe(z.transform(toNumber), number));
}

export function unsignedAmount() {
	return typed('Number', z.pipe(z.transform(toNumber), z.number().check(z.gte(0), z.lte(largestNumber))));
}

/** Up to three decimals count; 1 to 99,999.999. */
export function quantity() {
	return typed('Number', z.pipe(z.transform(toNumber), z.number().check(z.gt(0), z.lte(99_999.999))));
}

export function whole(least: number, most: number) {
	return typed('Integer', z.pipe(z.transform(toNumber), z.int().check(z.gte(least), z.lte(most))));
}

const truths = new Map<unknown, boolean>([
	[1, true],
	['1', true],
	['true', true],
	[0, false],
	['0', false],
	['false', false]
]);

export function flag() {
	const read = z.transform(
		(value: unknown) => truths.get(typeof value === 'string' ? value.toLowerCase() : value) ?? value
	);
	return typed('Boolean', z.pipe(read, z.boolean()));
}

/** `2026-03-14T10:42:07` in the store's zone; a `Z` or an offset is taken at its word. */
export function date() {
	return typed(
		'Date',
		z
			.string()
			.check(z.trim(), z.regex(/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/))
	);
}

/** A GUID without dashes in upper case; dashes and lower case are taken too, and any digits: others do not keep to RFC 9562. */
export function guid() {
	const read = z.transform((value: unknown) => (typeof value === 'string' ? (toUuid(value) ?? value) : value));
	return typed('ID', z.pipe(read, z.guid()));
}

/** One of the words; their case does not matter. */
export function word<const W extends string>(words: readonly W[]) {
	const read = z.transform((value: unknown) => (typeof value === 'string' ? value.trim().toUpperCase() : value));
	return typed(words.join(' | '), z.pipe(read, z.enum(words)));
}

/** A set is an array; a single object is taken as a set of one. */
export function set<S extends Schema>(row: S, most: number, meaningOfRow = '') {
	const rows = z.array(row).check(z.maxLength(most));
	const read = z.pipe(
		z.transform((value: unknown) => (isPlainObject(value) ? [value] : value)),
		rows
	);
	elements.set(read, row);
	return typed(meaningOfRow === '' ? 'Array' : `Array of ${meaningOfRow}`, read);
}

const elements = new WeakMap<Schema, Schema>();

/** The rows of a `set`. */
export function rowOf(schema: Schema): Schema | undefined {
	return elements.get(schema);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const hex32 = /^[0-9a-f]{32}$/;

/** `9F1C…` or a UUID as the UUID in lower case; null for anything else. */
export function toUuid(guidText: string): string | null {
	const hex = guidText.trim().replaceAll('-', '').toLowerCase();
	if (!hex32.test(hex)) return null;
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A UUID as 32 upper-case hexadecimal digits. */
export function toGuid(uuid: string): string {
	return uuid.replaceAll('-', '').toUpperCase();
}
