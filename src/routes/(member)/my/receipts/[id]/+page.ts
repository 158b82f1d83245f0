// Its address is known at run time only; without a network the shell of `/my` serves it.
export const prerender = false;
