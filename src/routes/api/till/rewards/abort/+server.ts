import { answerAbort } from '$lib/server/rewards/answer';
import { withRewards } from '$lib/server/rewards/rewards';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerAbort(withRewards(locals.app), request);
