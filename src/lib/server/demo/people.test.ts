import { expect, it } from 'vitest';
import { demoMembers } from './people';

it('the demo has forty members of forty names and addresses', () => {
	expect(demoMembers).toHaveLength(40);
	expect(new Set(demoMembers.map(({ name }) => name)).size).toBe(40);
	expect(new Set(demoMembers.map(({ email }) => email)).size).toBe(40);
});
