import type { PageData } from '../new/$types';

/** What the server gives the editor around the offer. */
export type Scene = PageData['scene'];
