import type * as z from 'zod/mini';
import type { CallPath, methods } from '$lib/contract/crmcom/methods';
import type { Handler } from './call';
import { getBalance, listParticipants, showParticipant } from './participants';
import { listPurchases, showPurchase } from './purchase-list';
import { listProducts, synchronise } from './products';
import { cancelOnePurchase, createPurchase, createPurchaseAndSpend, previewPurchase } from './purchases';
import { cancelSpendRequest, createSpendRequest, listSpendRequests, showSpendRequest } from './spends';

type Methods = typeof methods;

/** Who answers which call. */
export const handlers: { [Path in CallPath]: Handler<z.output<Methods[Path]['request']>> } = {
	'rewards_participants/show': showParticipant,
	'rewards_participants/list': listParticipants,
	'wallets/get_balance': getBalance,
	'customer_events/purchases/preview': previewPurchase,
	'customer_events/purchases/create': createPurchase,
	'customer_events/purchases/create_spend': createPurchaseAndSpend,
	'customer_events/purchases/list': listPurchases,
	'customer_events/purchases/show': showPurchase,
	'customer_events/purchases/cancel': cancelOnePurchase,
	'customer_events/spend_requests/create': createSpendRequest,
	'customer_events/spend_requests/list': listSpendRequests,
	'customer_events/spend_requests/show': showSpendRequest,
	'customer_events/spend_requests/cancel': cancelSpendRequest,
	'products/synchronise': synchronise,
	'products/list': listProducts
};
