/** Every method served under `/crmapi/rest/v2/`: what the router, the client and the reference page know of it. */
import type * as z from 'zod/mini';
import * as authentication from './authentication';
import * as participants from './participants';
import * as products from './products';
import * as purchases from './purchases';
import * as spends from './spends';

/** What a key may do; chosen by the manager. */
export const scopes = ['identify', 'personal', 'members', 'purchases', 'spend', 'cancel', 'products'] as const;
export type Scope = (typeof scopes)[number];

export const scopeWords: Readonly<Record<Scope, string>> = {
	identify: 'Identify customers and see their balance',
	personal: 'See full names, phones and e-mail addresses',
	members: 'List all customers',
	purchases: 'Preview, book and look up purchases',
	spend: 'Let customers spend rewards',
	cancel: 'Cancel purchases and spends',
	products: 'Send and list products'
};

export type Method = {
	/** POST always; `show` and `list` also as GET with a query. */
	verbs: readonly ('POST' | 'GET')[];
	/** `null`: needs no token. */
	scope: Scope | null;
	request: z.ZodMiniType;
	answer: z.ZodMiniType;
	/** `list` answers an array of `answer`. */
	answers: 'one' | 'list' | 'nothing';
	title: string;
	meaning: string;
	/** Name of the recorded exchange in `fixtures/`. */
	fixture: string;
};

const read = ['POST', 'GET'] as const;
const write = ['POST'] as const;

export const methods = {
	'authentication/web_api_key/token': {
		verbs: write,
		scope: null,
		request: authentication.webApiKeyRequest,
		answer: authentication.tokenAnswer,
		answers: 'one',
		title: 'Token for a key',
		meaning:
			'The key is the user name of HTTP Basic authentication, the password stays empty. The token goes into every other call as the member token. It ends after two hours; ask for a new one.',
		fixture: 'authentication-web-api-key-token'
	},
	'authentication/token': {
		verbs: write,
		scope: null,
		request: authentication.passwordRequest,
		answer: authentication.tokenAnswer,
		answers: 'one',
		title: 'Token for a login',
		meaning: 'For clients that sign in with a name: the login of the key is the user name, the key is the password.',
		fixture: 'authentication-token'
	},
	'authentication/token/release': {
		verbs: write,
		scope: null,
		request: authentication.releaseRequest,
		answer: authentication.releaseAnswer,
		answers: 'nothing',
		title: 'Give a token back',
		meaning: 'The token ends at once.',
		fixture: 'authentication-token-release'
	},
	'rewards_participants/show': {
		verbs: read,
		scope: 'identify',
		request: participants.showParticipantRequest,
		answer: participants.participantAnswer,
		answers: 'one',
		title: 'Identify a customer',
		meaning:
			'By card, telephone number, e-mail address, number or ID. A telephone number or an address that belongs to several customers is refused, never guessed. Names are short and contacts missing unless the key may read personal data.',
		fixture: 'rewards-participants-show'
	},
	'rewards_participants/list': {
		verbs: read,
		scope: 'members',
		request: participants.listParticipantsRequest,
		answer: participants.participantAnswer,
		answers: 'list',
		title: 'List customers',
		meaning: 'Newest first, in pages.',
		fixture: 'rewards-participants-list'
	},
	'wallets/get_balance': {
		verbs: read,
		scope: 'identify',
		request: participants.balanceRequest,
		answer: participants.walletAnswer,
		answers: 'one',
		title: 'Balance of a customer',
		meaning: 'What there is, what of it is tied to conditions, and what purchases in progress hold.',
		fixture: 'wallets-get-balance'
	},
	'customer_events/purchases/preview': {
		verbs: write,
		scope: 'purchases',
		request: purchases.previewRequest,
		answer: purchases.previewAnswer,
		answers: 'one',
		title: 'What a basket would earn',
		meaning: 'Award, instant and automatic spends, and what more could be spent. Changes nothing.',
		fixture: 'purchases-preview'
	},
	'customer_events/purchases/create': {
		verbs: write,
		scope: 'purchases',
		request: purchases.createPurchaseRequest,
		answer: purchases.purchaseAnswer,
		answers: 'one',
		title: 'Book a purchase',
		meaning:
			'Credits the award and makes instant and automatic spends. The same reference with the same content answers the first purchase again; with other content it is refused. Sales of the last hours may come late: offers are those valid at performed_on.',
		fixture: 'purchases-create'
	},
	'customer_events/purchases/create_spend': {
		verbs: write,
		scope: 'spend',
		request: purchases.createSpendRequest,
		answer: purchases.purchaseAnswer,
		answers: 'one',
		title: 'Book a purchase and spend on it',
		meaning: 'Both or neither.',
		fixture: 'purchases-create-spend'
	},
	'customer_events/purchases/list': {
		verbs: read,
		scope: 'purchases',
		request: purchases.listPurchasesRequest,
		answer: purchases.purchaseAnswer,
		answers: 'list',
		title: 'List purchases',
		meaning: 'Of a customer or a classification, newest first, in pages.',
		fixture: 'purchases-list'
	},
	'customer_events/purchases/show': {
		verbs: read,
		scope: 'purchases',
		request: purchases.eventRequest,
		answer: purchases.purchaseAnswer,
		answers: 'one',
		title: 'Show a purchase',
		meaning: 'With its lines, awards and spends.',
		fixture: 'purchases-show'
	},
	'customer_events/purchases/cancel': {
		verbs: write,
		scope: 'cancel',
		request: purchases.eventRequest,
		answer: purchases.purchaseAnswer,
		answers: 'one',
		title: 'Cancel a purchase',
		meaning:
			'Takes the award back and gives the spends back into the same lots. Repeated within a day by the same key it answers the cancelled purchase; its reference may be used again.',
		fixture: 'purchases-cancel'
	},
	'customer_events/spend_requests/create': {
		verbs: write,
		scope: 'spend',
		request: spends.createSpendRequestRequest,
		answer: spends.spendRequestAnswer,
		answers: 'one',
		title: 'Spend on a purchase',
		meaning:
			'The actual amount is the least of what was asked, what the customer has for these lines, what is left to pay and the limit; it may be lower than asked. The till takes it off the bill.',
		fixture: 'spend-requests-create'
	},
	'customer_events/spend_requests/list': {
		verbs: read,
		scope: 'spend',
		request: spends.listSpendRequestsRequest,
		answer: spends.spendRequestAnswer,
		answers: 'list',
		title: 'List spends',
		meaning: 'Of a customer or a purchase, instant and automatic ones too.',
		fixture: 'spend-requests-list'
	},
	'customer_events/spend_requests/show': {
		verbs: read,
		scope: 'spend',
		request: spends.cancelSpendRequestRequest,
		answer: spends.spendRequestAnswer,
		answers: 'one',
		title: 'Show a spend',
		meaning: 'With the purchase it settles.',
		fixture: 'spend-requests-show'
	},
	'customer_events/spend_requests/cancel': {
		verbs: write,
		scope: 'cancel',
		request: spends.cancelSpendRequestRequest,
		answer: spends.spendRequestAnswer,
		answers: 'one',
		title: 'Cancel a spend',
		meaning:
			'Gives the amount back into the same lots. Explicit and automatic ones; those of offers end with their purchase.',
		fixture: 'spend-requests-cancel'
	},
	'products/synchronise': {
		verbs: write,
		scope: 'products',
		request: products.synchroniseRequest,
		answer: products.synchroniseAnswer,
		answers: 'one',
		title: 'Send products',
		meaning:
			'At most 1,000 a call. Rows are taken one by one: what cannot be taken is named with its reason, the others are. Brands, families and categories are made on the fly, types are not. Safe to repeat.',
		fixture: 'products-synchronise'
	},
	'products/list': {
		verbs: read,
		scope: 'products',
		request: products.listProductsRequest,
		answer: products.productAnswer,
		answers: 'list',
		title: 'List products',
		meaning: 'By code, in pages.',
		fixture: 'products-list'
	}
} as const satisfies Record<string, Method>;

export type MethodPath = keyof typeof methods;
type Methods = typeof methods;
/** Those that need a token. */
export type CallPath = { [Path in MethodPath]: Methods[Path]['scope'] extends null ? never : Path }[MethodPath];

/** What stands before every path. */
export const basePath = '/crmapi/rest/v2/';

export function findMethod(path: string): { path: MethodPath; method: Method } | null {
	return Object.hasOwn(methods, path) ? { path: path as MethodPath, method: methods[path as MethodPath] } : null;
}
