import { describe, expect, it } from 'vitest';
import { listMethods, listObjects } from './reference';

describe('the reference', () => {
	const objects = listObjects();
	const known = new Set(objects.map(({ title }) => title));
	const fields = [
		...objects.flatMap((object) => object.fields),
		...listMethods().flatMap(({ request, answer }) => [...request, ...answer])
	];

	it('says of every field what it is and means', () => {
		expect(fields.length).toBeGreaterThan(150);
		expect(fields.filter(({ meaning, type }) => meaning === '' || type === '')).toEqual([]);
		expect(objects.filter((object) => object.title === '' || object.fields.length === 0)).toEqual([]);
	});

	it('describes every object it names, once', () => {
		expect(fields.flatMap(({ object }) => object ?? []).filter((title) => !known.has(title))).toEqual([]);
		expect(known.size).toBe(objects.length);
		const answered = listMethods().flatMap(({ answerObject }) => answerObject ?? []);
		expect(answered.filter((title) => !known.has(title))).toEqual([]);
	});

	it('knows what has to be there, and what lies inside', () => {
		const create = listMethods().find(({ path }) => path === 'customer_events/purchases/create');
		expect(create?.request.filter(({ required }) => required).map(({ name }) => name)).toEqual([
			'performed_on',
			'reference_number',
			'products_set'
		]);
		expect(create?.request.find(({ name }) => name === 'products_set')).toMatchObject({
			type: 'Array of Line',
			object: 'Line'
		});
		const participant = objects.find(({ title }) => title === 'Participant');
		expect(participant?.fields.map(({ name }) => name)).toContain('accounts_receivable.account_owner.first_name');
		expect(participant?.fields.map(({ name }) => name)).toContain('emails_set[].address');
	});
});
