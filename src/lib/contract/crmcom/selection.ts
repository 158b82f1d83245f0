import * as z from 'zod/mini';
import { may, whole } from './wire';

export const defaultPageSize = 50;
export const largestPageSize = 500;

const names = z.union([
	z.string().check(z.maxLength(2000)),
	z.array(z.string().check(z.maxLength(200))).check(z.maxLength(200))
]);

/** In every call that answers a record. */
export const selection = {
	fields_set: may(names, 'Members of the answer to keep, separated by commas; a dotted path keeps a part of a member')
};

/** In every list. */
export const pageFields = {
	number_of_results: may(whole(1, largestPageSize), 'How many to return; 50 by default'),
	offset: may(whole(0, 1_000_000), 'How many to skip')
};
