/** What the demonstration prints: every exchange as it went over the wire, without its secrets. */
import type { Exchange } from '$lib/server/crmcom-client/exchange';

const secretNames = new Set(['token', 'password', 'authorization']);
const mostRows = 3;

/** Secrets shortened, long lists cut: a person reads this. */
function shown(value: unknown, name = ''): unknown {
	if (typeof value === 'string' && secretNames.has(name.toLowerCase())) return masked(value);
	if (Array.isArray(value)) {
		const rows = value.slice(0, mostRows).map((row) => shown(row));
		return value.length > mostRows ? [...rows, `… and ${String(value.length - mostRows)} more`] : rows;
	}
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner, key)]));
}

function masked(secret: string): string {
	const [scheme = '', ...rest] = secret.split(' ');
	return rest.length > 0 ? `${scheme} ••••` : `${secret.slice(0, 4)}••••`;
}

function indented(value: unknown): string {
	return JSON.stringify(shown(value), null, 2).replaceAll('\n', '\n    ');
}

export function printExchange({ path, headers, request, status, answer, tookMs }: Exchange): void {
	console.log(`\n  → POST ${path}`);
	for (const [name, value] of Object.entries(headers)) console.log(`    ${name}: ${String(shown(value, name))}`);
	console.log(`    ${indented(request)}`);
	console.log(`  ← ${status === null ? 'no answer' : String(status)} in ${String(tookMs)} ms`);
	if (answer !== null) console.log(`    ${indented(answer)}`);
}

export function printStep(title: string): void {
	console.log(`\n${title}\n${'─'.repeat(title.length)}`);
}
