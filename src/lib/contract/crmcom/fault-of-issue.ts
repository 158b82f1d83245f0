import type * as z from 'zod/mini';
import { fault, type WireFault } from './errors';

/** What a schema found wrong, as a refusal that names the parameter. Only the first finding is told. */
export function faultOfIssues(issues: readonly z.core.$ZodIssue[], body: unknown): WireFault {
	const [issue] = issues;
	const path = issue?.path ?? [];
	const name = nameOf(path);
	if (issue?.code === 'custom' && issue.params?.exactlyOne) {
		const keys = issue.params.exactlyOne as string[];
		return fault('COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION', `${name} needs exactly one of ${keys.join(', ')}`);
	}
	if (isBlank(valueAt(body, path))) {
		return fault('COMMON.MANDATORYPARAMETERMISSINGEXCEPTION', `${name} is missing`);
	}
	if (issue?.code === 'too_big' && issue.origin === 'array' && path[0] === 'products_set' && path.length === 1) {
		return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', `${name} has more than ${String(issue.maximum)} rows`);
	}
	return fault('COMMON.INVALIDPARAMETERVALUEEXCEPTION', `${name} has a value of the wrong kind or outside its limits`);
}

/** `products_set[1].net_amount` */
function nameOf(path: readonly PropertyKey[]): string {
	const parts = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`));
	return parts.join('').replace(/^\./, '') || 'The body';
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(at, part) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined),
		body
	);
}

function isBlank(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}
