/** One Ctrl-C can arrive twice: from the terminal and from npm. A person needs longer for a second one. */
const sameKeyPressMs = 400;

/**
 * Runs `stop` once, at the first signal or when asked; a second signal ends the process at once. The database then stays
 * up, and the next start adopts it.
 */
export function onShutdown(stop: () => Promise<void>): (exitCode: number) => void {
	let stopping = false;
	let askedAt = -Infinity;
	const shutdown = (exitCode: number) => {
		if (stopping) return;
		stopping = true;
		stop().then(
			() => process.exit(exitCode),
			(error: unknown) => {
				console.error(`The end was not clean: ${(error as Error).message}`);
				process.exit(1);
			}
		);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			const now = performance.now();
			if (now - askedAt < sameKeyPressMs) return;
			askedAt = now;
			// When npm ends first, its terminal may hang up on us; that is nobody's wish to force anything.
			if (stopping && signal === 'SIGHUP') return;
			if (stopping) process.exit(130);
			if (process.stdout.isTTY) process.stdout.write('\nStopping …\n');
			shutdown(0);
		});
	}
	return shutdown;
}
