import { answerReturnLookup } from '$lib/server/returns/answer';
import { withRewards } from '$lib/server/rewards/rewards';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerReturnLookup(withRewards(locals.app), request);
