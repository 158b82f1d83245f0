import { FixtureTill } from './fixture/fixture-till.svelte';
import type { TillPort } from './port';

export function createTill(): TillPort {
	return new FixtureTill();
}
