/** The file a till saves what it holds in: one signed event a line, as JSON. It may hold journals of several devices and epochs. */
import * as z from 'zod/mini';
import { sealedEvent } from './event';
import { epoch } from './values';

export const journalLine = z.extend(sealedEvent, { epoch });

export type JournalLine = z.output<typeof journalLine>;
