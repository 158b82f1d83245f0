import type { ProductForSale } from '$lib/domain/basket/basket';

/** What is being asked over the page; one at a time. */
export type Question =
	| { kind: 'line'; lineId: string }
	| { kind: 'discount'; lineId: string | null }
	| { kind: 'weigh'; product: ProductForSale; code: string | null }
	| { kind: 'price'; product: ProductForSale; code: string | null }
	| { kind: 'unknown'; code: string }
	| { kind: 'open'; code: string | null }
	/**
	 * `text`: what was scanned and has to be decided on; without it who is attached, or who it may be. `newCard`: a prepared
	 * card that the one who is attached gets.
	 */
	| { kind: 'member'; text?: string; newCard?: string }
	| { kind: 'camera' }
	| { kind: 'note' }
	| { kind: 'tax' }
	/** `null`: why the member earns what is shown. */
	| { kind: 'why'; lineId: string | null }
	| { kind: 'parked' };
