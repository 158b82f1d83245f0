/** An authentic event's body, read by its type. */
import type * as z from 'zod/mini';
import { eventBodies, type EventBody, type EventType } from '$lib/contract/sync/bodies';
import type { Arrived } from './arrived';

/** Why an event is kept as evidence only. `type_unknown` and `version_unknown` are newer than this server. */
export type Unreadable =
	'text_differs' | 'envelope_unreadable' | 'type_unknown' | 'version_unknown' | 'body_unreadable';

export type ReadBody =
	| { [T in EventType]: { ok: true; type: T; body: EventBody<T> } }[EventType]
	| { ok: false; reason: Unreadable; detail?: string };

/** The newest version of every type; older ones are read as long as their shape is kept here (180 days). */
const newestVersion = 1;

export function readBody(event: Arrived): ReadBody {
	if (event.damage !== null) return { ok: false, reason: event.damage };
	const { type, v, body } = event.envelope;
	if (!isEventType(type)) return { ok: false, reason: 'type_unknown', detail: type };
	if (v > newestVersion) return { ok: false, reason: 'version_unknown', detail: `${type} ${String(v)}` };
	const schema: z.ZodMiniType = eventBodies[type];
	const result = schema.safeParse(body);
	if (result.success) return { ok: true, type, body: result.data } as ReadBody;
	const issue = result.error.issues[0];
	return { ok: false, reason: 'body_unreadable', detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

function isEventType(type: string): type is EventType {
	return Object.hasOwn(eventBodies, type);
}
