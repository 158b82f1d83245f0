/**
 * Refusals of the CRM.COM wire. Public sources give the grammar of the codes but no list for rewards, so the list is ours
 * (specs/crmcom-api.md §2.6). In the legacy mode a refusal keeps HTTP 200 and the code is what counts.
 */

/** What comes after `COM.CRM.EXCEPTION.`, with the HTTP status of the strict mode. */
export const wireErrors = {
	'AUTHENTICATION.INVALIDWEBAPIKEYEXCEPTION': 401,
	'AUTHENTICATION.INVALIDTOKENEXCEPTION': 401,
	'AUTHENTICATION.TOKENEXPIREDEXCEPTION': 401,
	'AUTHENTICATION.INVALIDUNITEXCEPTION': 403,
	'SECURITY.ACCESSDENIEDEXCEPTION': 403,
	'COMMON.INVALIDJSONEXCEPTION': 400,
	'COMMON.MANDATORYPARAMETERMISSINGEXCEPTION': 400,
	'COMMON.INVALIDPARAMETERVALUEEXCEPTION': 400,
	'COMMON.EXACTLYONEIDENTIFIERALLOWEDEXCEPTION': 400,
	'COMMON.METHODNOTFOUNDEXCEPTION': 404,
	'COMMON.HTTPMETHODNOTALLOWEDEXCEPTION': 405,
	'COMMON.REQUESTTOOLARGEEXCEPTION': 413,
	'COMMON.RATELIMITEXCEEDEDEXCEPTION': 429,
	'COMMON.INTERNALERROREXCEPTION': 500,
	'REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION': 404,
	'REWARDS.REWARDSPARTICIPANTTERMINATEDEXCEPTION': 409,
	'REWARDS.SPENDREQUESTSBLOCKEDEXCEPTION': 409,
	'CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION': 404,
	'CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION': 409,
	'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION': 409,
	'CUSTOMEREVENTS.AMOUNTSDONOTBALANCEEXCEPTION': 400,
	'CUSTOMEREVENTS.SPENDAMOUNTBELOWMINIMUMEXCEPTION': 409,
	'CUSTOMEREVENTS.SPENDAMOUNTABOVEMAXIMUMEXCEPTION': 409,
	'CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION': 409,
	'CUSTOMEREVENTS.INTENDEDCURRENCYMISMATCHEXCEPTION': 409,
	'UNITS.UNITNOTFOUNDEXCEPTION': 404,
	'UNITS.TAPNOTFOUNDEXCEPTION': 404,
	'PRODUCTS.PRODUCTNOTFOUNDEXCEPTION': 404,
	'PRODUCTS.PRODUCTALREADYEXISTSEXCEPTION': 409,
	'PRODUCTS.PRODUCTTYPENOTFOUNDEXCEPTION': 404,
	'PRODUCTS.TOOMANYPRODUCTSEXCEPTION': 400,
	'PRODUCTS.SYNCHRONISATIONDEFINITIONNOTFOUNDEXCEPTION': 404
} as const;

export type WireErrorCode = keyof typeof wireErrors;

/** `legacy200`: as the old product answers; `http`: the status of the list. */
export type ErrorStatusMode = 'legacy200' | 'http';

/** A refusal on its way out: the code, what is wrong with which value, and a sentence a cashier may see. */
export type WireFault = { ok: false; code: WireErrorCode; description: string; message: string };

const prefix = 'COM.CRM.EXCEPTION.';

/** The code as it stands in `status.code`. */
export function fullCode(code: WireErrorCode): string {
	return prefix + code;
}

/** The code of our list in a `status.code`, whatever its case; null for codes we do not know. */
export function knownCode(code: string): WireErrorCode | null {
	const short = code.toUpperCase().replace(prefix, '');
	return Object.hasOwn(wireErrors, short) ? (short as WireErrorCode) : null;
}

/** These are no business failures: a client that only reads HTTP has to see them in both modes. */
const alwaysHttp: readonly number[] = [405, 413, 429, 500];

export function httpStatusOf(code: WireErrorCode, mode: ErrorStatusMode): number {
	const strict = wireErrors[code];
	const isTransport = code === 'COMMON.METHODNOTFOUNDEXCEPTION' || alwaysHttp.includes(strict);
	return mode === 'http' || isTransport ? strict : 200;
}

const sentences: Partial<Record<WireErrorCode, string>> = {
	'REWARDS.REWARDSPARTICIPANTNOTFOUNDEXCEPTION': 'The customer could not be identified',
	'REWARDS.REWARDSPARTICIPANTTERMINATEDEXCEPTION': 'The customer has left the programme',
	'REWARDS.SPENDREQUESTSBLOCKEDEXCEPTION': 'The customer cannot spend rewards at the moment',
	'CUSTOMEREVENTS.CUSTOMEREVENTNOTFOUNDEXCEPTION': 'The event could not be found',
	'CUSTOMEREVENTS.CUSTOMEREVENTALREADYCANCELLEDEXCEPTION': 'The event has been cancelled before',
	'CUSTOMEREVENTS.DUPLICATEREFERENCENUMBEREXCEPTION': 'Another sale has this reference number',
	'CUSTOMEREVENTS.NOTHINGTOSPENDEXCEPTION': 'There is nothing to spend on this purchase',
	'COMMON.RATELIMITEXCEEDEDEXCEPTION': 'Too many requests; wait a moment',
	'COMMON.INTERNALERROREXCEPTION': 'The request could not be completed; try again',
	'SECURITY.ACCESSDENIEDEXCEPTION': 'This key may not do that',
	'COMMON.INVALIDJSONEXCEPTION': 'The request could not be read'
};

/** A refusal; without a sentence of its own it says what the description says. */
export function fault(code: WireErrorCode, description: string): WireFault {
	return { ok: false, code, description, message: sentences[code] ?? description };
}
