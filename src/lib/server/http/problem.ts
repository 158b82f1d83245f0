import type { Problem, ProblemCode } from '$lib/contract/problem';

export interface ProblemOptions {
	/** Offending fields: JSON pointer and what is wrong with it. */
	errors?: Problem['errors'];
	headers?: Record<string, string>;
	serverTime?: string;
}

/**
 * A refusal as RFC 9457 problem+json. `detail` is a sentence that names the thing and the next step; it never holds a
 * stack, a token or personal data.
 */
export function problemResponse(
	status: number,
	code: ProblemCode,
	detail: string,
	options: ProblemOptions = {}
): Response {
	return new Response(problemText(status, code, detail, options), {
		status,
		headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...options.headers }
	});
}

/** The body of `problemResponse`, for answers that are given outside the framework. */
export function problemText(
	status: number,
	code: ProblemCode,
	detail: string,
	{ errors, serverTime }: ProblemOptions = {}
): string {
	const problem: Problem = {
		type: `urn:tillit:problem:${code}`,
		title: code.replaceAll('_', ' '),
		status,
		code,
		detail
	};
	return JSON.stringify({ ...problem, errors, serverTime });
}
