import * as z from 'zod/mini';
import { checkbox, field } from '$lib/server/http/form';

/** The fields of a member's form as they are posted. */
export const memberFields = {
	...{ name: field, phone: field, email: field, tier: field, segments: field, homeStoreId: field, state: field },
	...{ spendBlocked: checkbox, terms: checkbox, news: checkbox, profiling: checkbox, evenIfKnown: checkbox }
};

export const newMemberForm = z.strictObject({ ...memberFields, card: field });
export const changedMemberForm = z.strictObject({ ...memberFields, seen: field });
