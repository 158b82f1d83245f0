/** Written once at build time; nothing on it depends on who reads it. */
export const prerender = true;
