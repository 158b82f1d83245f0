/**
 * Every sentence of the shared parts, in English. A message is a text with `{places}`, or one text for each plural
 * form, chosen by `{count}`. Areas keep their own tables beside this one in the same shape.
 */
export const en = {
	'sync.online': 'Online · all sent',
	'sync.onlineShort': 'All sent',
	'sync.sending': 'Sending {count}',
	'sync.offline': {
		one: 'Offline · {count} sale kept safely',
		other: 'Offline · {count} sales kept safely'
	},
	'sync.offlineNone': 'Offline · nothing waiting',
	'sync.offlineNoneShort': 'Offline',
	'sync.offlineShort': 'Offline · {count} kept',
	'sync.attention': 'Needs attention',

	'action.back': 'Back',
	'action.clear': 'Clear',
	'action.close': 'Close',
	'action.menu': 'Menu',
	'action.undo': 'Undo',
	'action.pay': 'Pay',
	'action.reload': 'Load again',
	'action.skip': 'Skip to content',

	'basket.discount': 'Discount',
	'basket.each': '{price} each',
	'basket.more': 'More for {name}',
	'basket.quantityOf': 'Quantity of {name}: {count}',
	'basket.less': 'One less',
	'basket.plus': 'One more',
	'basket.removed': '{name} removed',
	'basket.why': 'Why: {reason}',

	'member.none': 'Add member',
	'member.noneHint': 'Scan, type or join',
	'member.remove': 'Remove member',

	'pad.delete': 'Delete last digit',
	'pad.change': 'change {amount}',
	'pad.exact': 'Exact',

	'search.label': 'Scan or search',
	'search.camera': 'Scan with the camera',

	'tile.inBasket': { one: '{count} in basket', other: '{count} in basket' },
	'tile.soldOut': 'sold out',

	'till.cashier': '{name}, lock or switch cashier',

	'chart.view': 'View',
	'chart.chart': 'Chart',
	'chart.table': 'Table',

	'demo.label': 'Demo shop',
	'demo.words': 'Nothing here is real, and anyone may try it.',

	'time.now': 'just now',
	'theme.label': 'Theme',
	'theme.auto': 'As the device',
	'theme.light': 'Light',
	'theme.dark': 'Dark'
} as const;
