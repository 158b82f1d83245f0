/** The program cannot start; the message is the one line for the person who started it. */
export class StartError extends Error {}
