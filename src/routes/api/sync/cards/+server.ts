import { answerCards } from '$lib/server/changes/answer';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, request }) => answerCards(locals.app, request);
