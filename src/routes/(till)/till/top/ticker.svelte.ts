/** The time, for clocks and ages on the page; it stops when the component goes. */
export class Ticker {
	nowMs = $state(Date.now());

	constructor(everyMs = 1000) {
		// Why an effect: a timer has to end with its component.
		$effect(() => {
			const timer = setInterval(() => (this.nowMs = Date.now()), everyMs);
			return () => clearInterval(timer);
		});
	}
}
