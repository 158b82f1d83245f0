import { answerEpoch } from '$lib/server/tills/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerEpoch(locals.app, request);
