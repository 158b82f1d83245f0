import { fullCode, wireErrors } from '$lib/contract/crmcom/errors';
import { basePath, scopeWords } from '$lib/contract/crmcom/methods';
import { listMethods, listObjects } from '$lib/contract/crmcom/reference';
import { sampleOf } from '$lib/contract/crmcom/samples';
import type { PageServerLoad } from './$types';

/** Read by people who write programs: it works without any script. */
export const csr = false;

const errors = Object.entries(wireErrors).map(([code, status]) => ({
	// The keys of the catalogue are the codes.
	code: fullCode(code as keyof typeof wireErrors),
	status
}));

const methods = listMethods().map(({ path, method, request, answer, answerObject }) => ({
	path,
	verbs: [...method.verbs],
	title: method.title,
	meaning: method.meaning,
	right: method.scope === null ? null : scopeWords[method.scope],
	isList: method.answers === 'list',
	request,
	answer,
	answerObject,
	sample: sampleOf(method.fixture)
}));

const objects = listObjects();

export const load: PageServerLoad = ({ locals, url }) => ({
	demo: locals.app.kind === 'demo',
	address: `${locals.app.config.origin ?? url.origin}${basePath}`,
	errorStatus: locals.app.config.crmcomErrorStatus,
	methods,
	objects,
	errors
});
