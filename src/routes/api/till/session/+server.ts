import { answerSession } from '$lib/server/tills/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request, getClientAddress }) =>
	answerSession(locals.app, request, getClientAddress());
