/** The people of the demo shop. All invented; their sign-ins exist in a demo installation only. */

export const demoMerchant = 'Harbour & Pine';

export const demoStores = [
	{
		code: 'S01',
		name: 'Hafenstraße',
		address: 'Hafenstraße 12, 20457 Hamburg',
		tax_number: 'DE 314 159 265',
		zone: 'Europe/Berlin',
		country: 'DE',
		locale: 'en-IE',
		cash_step_minor: 1,
		receipt_footer: 'Thank you, see you at the harbour.'
	},
	{
		code: 'S02',
		name: 'Pop-up Helsinki',
		address: 'Kauppatori, 00170 Helsinki',
		tax_number: 'FI 3141592',
		zone: 'Europe/Helsinki',
		country: 'FI',
		locale: 'en-IE',
		cash_step_minor: 5,
		receipt_footer: 'Thank you, see you at the market.'
	}
] as const;

export const demoTills = [
	{ code: 'S01T01', name: 'Till 1', store: 'S01' },
	{ code: 'S01T02', name: 'Till 2', store: 'S01' },
	{ code: 'S02T01', name: 'Till 7', store: 'S02' }
] as const;

export const demoStaff = [
	{
		name: 'Mira Koch',
		role: 'cashier',
		pin: '1111',
		rights: ['sell', 'discount', 'open_item', 'return', 'cash'],
		email: null,
		password: null
	},
	{
		name: 'Jonas Weber',
		role: 'cashier',
		pin: '2222',
		rights: ['sell', 'discount', 'open_item'],
		email: null,
		password: null
	},
	{ name: 'Lena Aalto', role: 'cashier', pin: '3333', rights: ['sell'], email: null, password: null },
	{
		name: 'Aylin Demir',
		role: 'manager',
		pin: '9999',
		rights: ['sell', 'discount', 'open_item', 'return', 'cash', 'settings'],
		email: 'manager@demo.example',
		password: 'harbour-and-pine'
	}
] as const;

/** Whom the demo's sign-in page names. */
const [manager] = demoStaff.flatMap(({ email, password }) => (email !== null ? [{ email, password }] : []));
export const demoManager = manager ?? null;

const givenNames =
	'Nora Ben Sofia Omar Emil Clara Tariq Ida Felix Greta Hugo Yara Linus Mila Oskar Freja Anton Zoe Karim Elsa'.split(
		' '
	);
const familyNames =
	'Lindqvist Aydin Berg Castell Dahl Eklund Fischer Grau Holm Iversen Jansen Kaya Lorenz Moreau Nilsson Otto Petrov Quist Rossi Sander'.split(
		' '
	);

/** Of the German numbers that ring nowhere, kept free for films (Bundesnetzagentur). */
const phoneOf = (index: number) => `+4917139200${String(index).padStart(2, '0')}`;
/** The last two share a number: a look-up by it is refused. */
const lastOwnPhone = 38;

/** Forty members, who joined one after the other until shortly before the first sale; the first is the one the front door's shortcut signs in. */
export const demoMembers = Array.from({ length: 40 }, (_, index) => {
	const given = givenNames[index % givenNames.length] ?? 'Nora';
	// Each given name comes twice; the second bearer's family name lies one step beside the first's.
	const step = Math.floor(index / givenNames.length);
	const family = familyNames[(index * 7 + step) % familyNames.length] ?? 'Lindqvist';
	return {
		joinedDaysAgo: 20 + ((index * 37) % 700),
		name: `${given} ${family}`,
		phone: phoneOf(Math.min(index, lastOwnPhone)),
		email: index === 0 ? 'member@demo.example' : `${given}.${family}.${index}@demo.example`.toLowerCase(),
		tier: index % 8 === 0 ? 'Gold' : index % 3 === 0 ? 'Silver' : null
	};
});
