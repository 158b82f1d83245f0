import { answerReturnLookup } from '$lib/server/returns/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerReturnLookup(locals.app, request);
