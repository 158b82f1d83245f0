import { answerVoucherHold } from '$lib/server/vouchers/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerVoucherHold(locals.app, request);
