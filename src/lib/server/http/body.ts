import * as z from 'zod/mini';
import { problemResponse } from './problem';

export const defaultBodyLimitBytes = 1024 * 1024;

export type Body<T> = { ok: true; value: T } | { ok: false; response: Response };

/**
 * Reads, limits and validates a JSON body. Every fault comes back as a ready problem+json answer: wrong media type 415,
 * too large 413 (counted while reading), broken JSON 400 `bad_json`, wrong shape 400 `bad_request` with the fields.
 */
export async function readJson<S extends z.ZodMiniType>(
	request: Request,
	schema: S,
	{ limitBytes = defaultBodyLimitBytes } = {}
): Promise<Body<z.output<S>>> {
	const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
	if (mediaType !== 'application/json' && !mediaType.endsWith('+json')) {
		return refuse(415, 'unsupported_media_type', 'Send the body as application/json.');
	}
	const text = await readText(request, limitBytes);
	if (text === null)
		return refuse(413, 'body_too_large', `The body may have at most ${limitBytes} bytes; send less at once.`);
	const parsed = parseJson(text);
	if (!parsed.ok) return refuse(400, 'bad_json', 'The body is not valid JSON.');
	const result = schema.safeParse(parsed.value);
	if (result.success) return { ok: true, value: result.data };
	const errors = result.error.issues.slice(0, 20).map(toFieldError);
	const response = problemResponse(400, 'bad_request', 'The body does not have the expected shape; see errors.', {
		errors
	});
	return { ok: false, response };
}

/** The body as text, or null once it exceeds the limit. The rest is then not read. */
export async function readText(
	request: Pick<Request, 'headers' | 'body'>,
	limitBytes = defaultBodyLimitBytes
): Promise<string | null> {
	if (Number(request.headers.get('content-length') ?? 0) > limitBytes) return null;
	const reader = request.body?.getReader();
	if (!reader) return '';
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return text + decoder.decode();
		bytes += value.byteLength;
		if (bytes > limitBytes) {
			await reader.cancel();
			return null;
		}
		text += decoder.decode(value, { stream: true });
	}
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch {
		return { ok: false };
	}
}

function refuse(
	status: number,
	code: Parameters<typeof problemResponse>[1],
	detail: string
): { ok: false; response: Response } {
	return { ok: false, response: problemResponse(status, code, detail) };
}

function toFieldError(issue: z.core.$ZodIssue): { pointer: string; detail: string } {
	const path = issue.path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'));
	return { pointer: path.length ? `/${path.join('/')}` : '', detail: issue.message || issue.code };
}
