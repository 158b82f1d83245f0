import * as z from 'zod/mini';
import { fullCode, type WireFault } from './errors';

export type Paging = { number_of_results: number; offset: number; has_more: boolean };

/** The envelope around every answer. `paging` only when the caller asked for a page (§2.5). */
export type Envelope = {
	status: { code: string; description: string; message: string };
	data: unknown;
	paging?: Paging;
};

export function okEnvelope(data: unknown, paging?: Paging): Envelope {
	const status = { code: 'OK', description: '', message: '' };
	return paging ? { status, data, paging } : { status, data };
}

export function faultEnvelope({ code, description, message }: Omit<WireFault, 'ok'>): Envelope {
	return { status: { code: fullCode(code), description, message }, data: null };
}

const anyText = z.pipe(
	z.transform((value: unknown) => (typeof value === 'string' ? value : '')),
	z.string()
);

/** How a client reads it: order of members, `null` and missing texts do not matter. */
export const envelope = z.object({
	status: z.object({ code: z.string(), description: anyText, message: anyText }),
	data: z.optional(z.unknown()),
	paging: z.optional(z.unknown())
});
