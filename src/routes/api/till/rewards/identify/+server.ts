import { answerIdentify } from '$lib/server/rewards/answer';
import { withRewards } from '$lib/server/rewards/rewards';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerIdentify(withRewards(locals.app), request);
