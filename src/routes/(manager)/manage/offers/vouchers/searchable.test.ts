import { expect, it } from 'vitest';
import { searchable } from './searchable';

it('lets last symbols and receipt numbers into the address', () => {
	for (const text of ['', '9J56', '····9J56', 'S01T03-1', 'S01T03-1-', 'S01T03-1-000002', '000002']) {
		expect(searchable(text)).toBe(text);
	}
});

it('keeps a code out of it, however far it is typed', () => {
	const code = 'FA6D-AG7D-KWHJ-9J56-Q';
	for (let end = 6; end <= code.length; end++) expect(searchable(code.slice(0, end))).toBeNull();
	expect(searchable('FA6DAG7DKWHJ9J56')).toBeNull();
	expect(searchable('fa6d ag7d')).toBeNull();
});
