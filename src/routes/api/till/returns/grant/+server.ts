import { answerReturnGrant } from '$lib/server/returns/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerReturnGrant(locals.app, request);
