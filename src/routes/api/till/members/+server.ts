import { answerJoin } from '$lib/server/rewards/answer-members';
import { withRewards } from '$lib/server/rewards/rewards';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerJoin(withRewards(locals.app), request);
