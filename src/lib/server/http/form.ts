import * as z from 'zod/mini';
import { readText } from './body';

export type FormRead<T> = { ok: true; value: T } | { ok: false; status: 400 | 413 | 415; message: string };

/**
 * Reads the fields of a posted form: urlencoded, at most 1 MiB, no field that the schema does not know. `lists` names the
 * fields that may repeat; they arrive as arrays. What a person may mistype is checked by the feature, so schemas stay wide.
 */
export async function readForm<S extends z.ZodMiniType>(
	request: Request,
	schema: S,
	{ lists = [] as readonly string[] } = {}
): Promise<FormRead<z.output<S>>> {
	if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) {
		return {
			ok: false,
			status: 415,
			message: 'The form could not be read. Load the page again and send it once more.'
		};
	}
	const text = await readText(request);
	if (text === null) return { ok: false, status: 413, message: 'The form is too large; shorten the texts in it.' };
	const fields = new URLSearchParams(text);
	const entries = [...new Set([...fields.keys(), ...lists])].map((key) => {
		const values = fields.getAll(key);
		return [key, lists.includes(key) ? values : values.length === 1 ? values[0] : values] as const;
	});
	const parsed = schema.safeParse(Object.fromEntries(entries));
	if (parsed.success) return { ok: true, value: parsed.data };
	const field = parsed.error.issues[0]?.path.join('.');
	return {
		ok: false,
		status: 400,
		message: `The form does not fit this page${field ? ` (${field})` : ''}. Load it again.`
	};
}

const text = z.string().check(z.maxLength(10_000));

/** A text of one line; what it must hold is for the feature to say. Control characters would reach printers and tills. */
export const field = z.pipe(
	text,
	z.transform((value) => value.replace(/\p{Cc}/gu, ' '))
);
/** A text of several lines. */
export const lines = z.pipe(
	text,
	z.transform((value) => value.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]/gu, ' '))
);
/** A check box: present or not. */
export const checkbox = z.pipe(
	z.optional(z.string()),
	z.transform((value) => value !== undefined)
);
