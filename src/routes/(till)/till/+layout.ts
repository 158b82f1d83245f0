// One shell, made at build time, serves every address of the till, also without a network.
export const ssr = false;
export const prerender = true;
