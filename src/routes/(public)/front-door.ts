/** What the front door shows. */
export interface FrontDoor {
	/** In a `demo` installation each door opens with one click and signs its visitor in. */
	kind: 'demo' | 'shop';
	merchantName: string;
	version: string;
	/** “Till 2, Hafenstraße”, if this browser already is one. */
	thisTill?: string;
}

/** Where the four doors lead. With `post` the door is a form, because opening it changes something. */
export interface DoorTarget {
	href: string;
	post?: boolean;
}
