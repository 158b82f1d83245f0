/** How many of one product are in the basket. */
export class Count {
	pieces = $state(0);
}
