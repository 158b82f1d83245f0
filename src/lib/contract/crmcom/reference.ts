/** The reference of the wire, made of the schemas that validate it: what they do not say is not said. */
import * as z from 'zod/mini';
import * as identify from './identifiers';
import { methods, type Method, type MethodPath } from './methods';
import { unitAnswer, walletAnswer, participantAnswer } from './participants';
import { productAnswer, productRow } from './products';
import { lineAnswer, lineRequest, purchaseAnswer } from './purchases';
import { spendRequestAnswer } from './spends';
import { noteOf, rowOf, titleOf } from './wire';

export type FieldRow = {
	/** Dotted where it lies inside another. */
	name: string;
	type: string;
	/** Title of the object it is, described on its own. */
	object: string | null;
	required: boolean;
	meaning: string;
};

type Schema = z.ZodMiniType;

/** The fields of a schema, those of unnamed inner objects included. Objects with a title are named, not repeated. */
export function fieldsOf(schema: Schema, prefix = ''): FieldRow[] {
	if (!(schema instanceof z.ZodMiniObject)) return [];
	return Object.entries(schema.shape as Record<string, Schema>).flatMap(([key, field]) => {
		const note = noteOf(field);
		if (!note) return [];
		const row = rowOf(note.inner);
		const inner = row ?? note.inner;
		const object = titleOf(inner) ?? sentTitle(note.type);
		const name = prefix + key;
		const type = row && titleOf(row) ? `Array of ${titleOf(row) ?? ''}` : note.type;
		const own = { name, type, object, required: note.required, meaning: note.meaning };
		return [own, ...(object ? [] : fieldsOf(inner, `${name}${row ? '[]' : ''}.`))];
	});
}

/** Rows that are read one by one carry their object in words. */
function sentTitle(type: string): string | null {
	const title = type.replace('Array of ', '');
	return sharedObjects.some((one) => titleOf(one) === title) ? title : null;
}

const sharedObjects: readonly Schema[] = [
	identify.customer,
	identify.accessToken,
	identify.medium,
	identify.unit,
	identify.tap,
	identify.product,
	identify.event,
	identify.currency,
	identify.wallet,
	identify.named,
	lineRequest,
	productRow,
	participantAnswer,
	walletAnswer,
	unitAnswer,
	purchaseAnswer,
	lineAnswer,
	spendRequestAnswer,
	productAnswer
];

export type ObjectReference = { title: string; fields: FieldRow[] };

/** Objects that several methods share. */
export function listObjects(): ObjectReference[] {
	return sharedObjects.map((schema) => ({ title: titleOf(schema) ?? '', fields: fieldsOf(schema) }));
}

export type MethodReference = {
	path: MethodPath;
	method: Method;
	request: FieldRow[];
	answer: FieldRow[];
	/** Title of the object it answers. */
	answerObject: string | null;
};

export function listMethods(): MethodReference[] {
	return Object.entries(methods).map(([path, method]: [string, Method]) => {
		const answerObject = titleOf(method.answer) ?? null;
		return {
			// The keys of the table are the paths.
			path: path as MethodPath,
			method,
			request: fieldsOf(method.request),
			answer: answerObject ? [] : fieldsOf(method.answer),
			answerObject
		};
	});
}
