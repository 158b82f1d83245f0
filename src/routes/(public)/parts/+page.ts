/** Written once at build time: the living style sheet depends on nothing. */
export const prerender = true;
