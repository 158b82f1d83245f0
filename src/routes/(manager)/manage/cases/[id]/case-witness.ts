import type { PageData } from './$types';

/** An entry behind a case, as the page receives it. */
export type CaseWitness = PageData['one']['witnesses'][number];
