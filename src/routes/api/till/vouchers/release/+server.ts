import { answerVoucherRelease } from '$lib/server/vouchers/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerVoucherRelease(locals.app, request);
