import { answerEnrol } from '$lib/server/tills/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request, getClientAddress }) =>
	answerEnrol(locals.app, request, getClientAddress());
