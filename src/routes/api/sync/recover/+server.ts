import { answerRecover } from '$lib/server/journal/answer-recover';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request, getClientAddress }) =>
	answerRecover(locals.app, request, getClientAddress());
