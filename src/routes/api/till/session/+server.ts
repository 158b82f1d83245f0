import { answerSession } from '$lib/server/tills/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerSession(locals.app, request);
