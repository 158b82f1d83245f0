import { answerVoucherShow } from '$lib/server/vouchers/answer';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ locals, request }) => answerVoucherShow(locals.app, request);
