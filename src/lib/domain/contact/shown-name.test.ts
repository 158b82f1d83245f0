import { expect, it } from 'vitest';
import { shownName } from './shown-name';

it('says a member’s given name and one initial, no more', () => {
	expect(shownName('Nora Lindqvist')).toBe('Nora L.');
	expect(shownName('  Ana María de la Cruz ')).toBe('Ana C.');
	expect(shownName('Cher')).toBe('Cher');
});
