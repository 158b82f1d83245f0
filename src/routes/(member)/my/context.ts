import { createContext } from 'svelte';
import type { MyArea } from '$lib/phone/my-area.svelte';

/** The member's area, made in the layout. */
export const [getMyArea, setMyArea] = createContext<MyArea>();
