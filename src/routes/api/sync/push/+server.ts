import { answerPush } from '$lib/server/journal/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerPush(locals.app, request);
