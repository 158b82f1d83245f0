// One shell, made at build time, opens from the home screen without a network.
export const ssr = false;
export const prerender = true;
