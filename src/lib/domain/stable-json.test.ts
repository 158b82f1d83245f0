import { expect, it } from 'vitest';
import { stableJson } from './stable-json';

it('writes equal content as equal text, whatever the order of its keys; lists keep theirs', () => {
	const one = { b: [{ y: 1, x: null }], a: 'ä' };
	expect(stableJson([one])).toBe('[{"a":"ä","b":[{"x":null,"y":1}]}]');
	expect(stableJson({ a: one.a, b: [{ x: null, y: 1 }] })).toBe(stableJson(one));
	expect(stableJson([1, 2])).not.toBe(stableJson([2, 1]));
});
