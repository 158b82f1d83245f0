import { answerOpen } from '$lib/server/rewards/answer';
import { withRewards } from '$lib/server/rewards/rewards';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerOpen(withRewards(locals.app), request);
