import { answerPull } from '$lib/server/changes/answer';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, request }) => {
	const { db, ports, config } = locals.app;
	return answerPull({ db, ports, publicOrigin: config.origin }, request);
};
