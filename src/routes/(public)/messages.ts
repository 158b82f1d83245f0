import { createTranslate } from '$lib/i18n/translate';

/** The words of the public pages. */
export const en = {
	'front.title': 'A till that keeps its word.',
	'front.lead':
		'It sells and rewards with or without network, and can prove afterwards that nothing was lost and nothing happened twice.',
	'front.wordmark': 'tillit, read from either side',
	'front.name': 'Tillit is Swedish for trust. It reads the same from both sides.',
	'front.version': 'Tillit {version}',
	'front.demoTitle': 'This is a demo shop.',
	'front.demoText': 'People, products and sales are made up. Every door opens with one click.',

	'door.till': 'Till',
	'door.tillText': 'Sell, take payment, take returns, also without network.',
	'door.tillGo': 'Open the till',
	'door.tillThis': 'This device is {till}',
	'door.tillNew': 'On a tablet, also without network',
	'door.tillDemo': 'This browser becomes a demo till',

	'door.pass': 'Pass',
	'door.passText': 'Your loyalty code, balance and receipts.',
	'door.passGo': 'Open my pass',
	'door.passNote': 'On your phone, also offline',
	'door.passDemo': 'As a demo member',

	'door.manage': 'Manage',
	'door.manageText': 'Sales as they happen, products, tills and staff.',
	'door.manageGo': 'Sign in',
	'door.manageNote': 'For managers, with a second factor',
	'door.manageDemoGo': 'Look around',
	'door.manageDemo': 'As the demo manager',

	'door.help': 'Help',
	'door.helpText': 'How to sell, what works offline, how to put it on a tablet.',
	'door.helpGo': 'Read the guide',
	'door.helpNote': 'Five minutes, no account',

	'help.title': 'Help',
	'help.lead': 'What you need for the first sale, and for the day the network is gone.',
	'help.home': 'Front door',

	'error.notFound': 'This page is not here',
	'error.notFoundText': 'The address may be mistyped, or the page has moved. The front door leads everywhere.',
	'error.denied': 'This page is not open to you',
	'error.deniedText': 'Sign in with an account that may see it, or ask a manager.',
	'error.failed': 'This page could not be shown',
	'error.failedText':
		'The fault is on our side and was noted. Sales on a till are safe. Load the page again in a moment.',
	'error.reference': 'Reference for support: {id}',
	'error.home': 'To the front door',
	'error.reload': 'Load again'
} as const;

export const t = createTranslate<typeof en>('en', en);
