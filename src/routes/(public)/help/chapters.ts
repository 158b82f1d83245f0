/** The guide: short answers in the order in which they are needed. */
export interface Chapter {
	id: string;
	title: string;
	steps?: readonly string[];
	facts?: readonly { term: string; text: string }[];
}

export const chapters: readonly Chapter[] = [
	{
		id: 'sell',
		title: 'Make a sale',
		steps: [
			'Open the till, tap your name and type your PIN.',
			'Scan the goods, tap a tile, or type a name into the field at the top. The scanner works wherever you are; no field has to be tapped first.',
			'If the customer has a card or pass, scan it at any time. Their offers and awards then count.',
			'Tap Pay. For cash, tap the note you were given and hand out the change shown. For a card, type the amount into the terminal and confirm it here.',
			'Print the receipt, or let the customer scan it from the screen. The next scan starts the next sale.'
		]
	},
	{
		id: 'undo',
		title: 'When something was wrong',
		facts: [
			{
				term: 'A line too many',
				text: 'Tap minus until it is gone, swipe it away or press Delete. Undo stays for six seconds.'
			},
			{
				term: 'The price',
				text: 'Tap the dotted words below a line: they tell which offer made it. Discount changes it, with a reason.'
			},
			{
				term: 'The customer is not ready',
				text: 'Park the basket from the menu and go on. It waits there, also after a restart.'
			},
			{ term: 'An unknown barcode', text: 'Search by name, or sell it as an open item if you may.' }
		]
	},
	{
		id: 'offline',
		title: 'Without network',
		facts: [
			{ term: 'What goes on', text: 'Signing in, scanning, selling, receipts, parking, and earning for members.' },
			{
				term: 'What waits',
				text: 'Sales are kept on this device and sent by themselves as soon as the network is back. Nothing has to be pressed.'
			},
			{
				term: 'What is limited',
				text: 'Members earn, but cannot spend: what they have is known to the server alone. Phone numbers and e-mail addresses are not found either; cards are.'
			},
			{
				term: 'What to avoid',
				text: 'Do not clear this browser’s data and do not delete the app while the chip says that sales are kept.'
			}
		]
	},
	{
		id: 'chip',
		title: 'What the chip at the top says',
		facts: [
			{ term: 'Online · all sent', text: 'The server has every sale of this till.' },
			{ term: 'Sending 3', text: 'Three entries are on their way.' },
			{ term: 'Offline · 12 sales kept safely', text: 'No network. Twelve sales wait on this device; go on selling.' },
			{ term: 'Needs attention', text: 'Something needs a person. Tap the chip: it names what and how.' }
		]
	},
	{
		id: 'tablet',
		title: 'Put it on a tablet',
		steps: [
			'Open this address on the tablet. It must begin with https; only on the computer that runs Tillit may it be localhost.',
			'In Chrome or Edge choose “Install app” from the menu; in Safari choose Share, then “Add to Home Screen”.',
			'Let a manager open Tills in the manager’s area and make a code for this till. Scan or type it on the tablet; it works once.',
			'Open Status from the menu. When every line is ticked, the till is ready to sell without network.'
		]
	},
	{
		id: 'member',
		title: 'For customers',
		facts: [
			{ term: 'Join', text: 'At the till, with a name and a phone number or an e-mail address.' },
			{
				term: 'Sign in',
				text: 'Open My pass, type your e-mail address, and type the code we send. There is no password.'
			},
			{ term: 'Without network', text: 'The pass opens offline too, once it was opened on that phone.' }
		]
	}
];
