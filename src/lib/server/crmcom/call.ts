/** What a method's handler gets and gives. */
import type { Paging } from '$lib/contract/crmcom/envelope';
import type { ErrorStatusMode, WireFault } from '$lib/contract/crmcom/errors';
import type { Caller } from '../api-keys/tokens';
import type { Db } from '../db/client';
import type { Log } from '../http/log';
import type { Ports } from '../ports';
import type { Engine } from './engine';

export type CrmcomApp = { db: Db; ports: Ports; log: Pick<Log, 'error'>; engine: Engine; errorStatus: ErrorStatusMode };

/** `stamp`: of the house as the call found it, see `db/house`. */
export type Call<Value> = { app: CrmcomApp; caller: Caller; value: Value; nowMs: number; stamp: string };

export type Answered = { ok: true; data: unknown; paging?: Paging } | (WireFault & { retryAfterSeconds?: number });

export type Handler<Value> = (call: Call<Value>) => Promise<Answered>;
