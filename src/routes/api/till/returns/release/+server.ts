import { answerReturnRelease } from '$lib/server/returns/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerReturnRelease(locals.app, request);
