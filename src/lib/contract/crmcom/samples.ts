/** The recorded exchanges, as the page shows them. */
type Recorded = {
	method: string;
	verb: string;
	headers: Record<string, string>;
	request: Record<string, unknown>;
	answer: unknown;
};

const files = import.meta.glob<Recorded>('./fixtures/*.json', { eager: true, import: 'default' });

export type Sample = { request: string; answer: string };

export function sampleOf(fixture: string): Sample {
	const recorded = Object.entries(files).find(([path]) => path.endsWith(`/${fixture}.json`))?.[1];
	if (!recorded) throw new Error(`There is no recorded exchange named ${fixture}.`);
	const { headers, request, answer } = recorded;
	const lines = Object.entries(headers)
		.filter(([name]) => name !== 'content-type')
		.map(([name, value]) => `${name}: ${value}\n`);
	const body = 'token' in request ? { ...request, token: shorten(String(request.token)) } : request;
	return { request: lines.join('') + JSON.stringify(body, null, 2), answer: JSON.stringify(answer, null, 2) };
}

function shorten(token: string): string {
	return `${token.slice(0, 8)}…`;
}
