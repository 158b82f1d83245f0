/**
 * The goods of the demo shop. Codes use the GS1 prefix 952, which is kept for examples; weighed goods carry an in-store
 * code of the shop's scale (prefix 21). Names of the phones, the TV and the bakery goods come from the examples the
 * product was asked for with.
 */

export type DemoGroup = { key: string; name: string; tint: string };

export const demoGroups: DemoGroup[] = [
	{ key: 'coffee', name: 'Coffee', tint: 'coffee' },
	{ key: 'bakery', name: 'Bakery', tint: 'bakery' },
	{ key: 'drinks', name: 'Cold drinks', tint: 'drinks' },
	{ key: 'pantry', name: 'Pantry', tint: 'pantry' },
	{ key: 'fresh', name: 'Fruit & veg', tint: 'pantry' },
	{ key: 'home', name: 'Home', tint: 'home' },
	{ key: 'phones', name: 'Phones', tint: 'phones' },
	{ key: 'tv', name: 'TV & audio', tint: 'tv' },
	{ key: 'gifts', name: 'Gifts', tint: 'gifts' }
];

export const demoTaxRates = [
	{ id: 'standard', name: 'Standard 19 %', letter: 'A', rate_bp: 1900 },
	{ id: 'reduced', name: 'Reduced 7 %', letter: 'B', rate_bp: 700 }
];

export type DemoProduct = {
	sku: string;
	name: string;
	group: string;
	/** Minor units; `null`: any price. */
	priceMinor: number | null;
	tax: 'standard' | 'reduced';
	favourite: boolean;
	byWeight: boolean;
	kind: string | null;
	brand: string | null;
	family: string | null;
	categories: string[];
};

/** sku | name | group | price | tax A or B | * favourite, kg by weight | type / brand / family | categories */
const table = `
C001|Iced Caramel Latte|coffee|4.90|A|*|Drink/Harbour & Pine/Latte|coffee,cold,made here
C002|Flat White|coffee|3.90|A|*|Drink/Harbour & Pine/Espresso drinks|coffee,made here
C003|Filter Coffee|coffee|3.20|A|*|Drink/Harbour & Pine/Filter|coffee,made here
C004|Espresso|coffee|2.60|A||Drink/Harbour & Pine/Espresso drinks|coffee,made here
C005|Cappuccino|coffee|3.80|A||Drink/Harbour & Pine/Espresso drinks|coffee,made here
C006|Oat Cortado|coffee|4.10|A||Drink/Harbour & Pine/Espresso drinks|coffee,oat,made here
C007|Chai Latte|coffee|4.60|A||Drink/Harbour & Pine/Latte|tea,made here
C008|Cold Brew|coffee|4.40|A||Drink/Harbour & Pine/Filter|coffee,cold,made here
C009|Double Espresso|coffee|3.40|A||Drink/Harbour & Pine/Espresso drinks|coffee,made here
C010|Hot Chocolate|coffee|4.20|A||Drink/Harbour & Pine/Chocolate|made here
C011|Peppermint Tea|coffee|3.10|A||Drink/Harbour & Pine/Tea|tea,made here
C012|Matcha Latte|coffee|5.20|A||Drink/Harbour & Pine/Latte|tea,made here
B001|Croissant Double|bakery|4.20|B|*|Food/Harbour & Pine/Croissant|bakery,pastry
B002|Brownie|bakery|3.40|B|*|Food/Harbour & Pine/Cake|bakery,cake
B003|Cinnamon Bun|bakery|3.60|B||Food/Harbour & Pine/Buns|bakery,pastry
B004|Cardamom Knot|bakery|3.80|B||Food/Harbour & Pine/Buns|bakery,pastry
B005|Rye Sourdough|bakery|6.50|B||Food/Harbour & Pine/Bread|bakery,bread
B006|Almond Cake|bakery|4.40|B||Food/Harbour & Pine/Cake|bakery,cake
B007|Seed Roll|bakery|2.20|B||Food/Harbour & Pine/Rolls|bakery,bread
B008|Butter Pretzel|bakery|2.60|B||Food/Harbour & Pine/Rolls|bakery,bread
B009|Apple Turnover|bakery|3.30|B||Food/Harbour & Pine/Pastry|bakery,pastry
B010|Carrot Cake|bakery|4.60|B||Food/Harbour & Pine/Cake|bakery,cake
B011|Baguette|bakery|2.90|B||Food/Harbour & Pine/Bread|bakery,bread
B012|Blueberry Muffin|bakery|3.50|B||Food/Harbour & Pine/Cake|bakery,cake
D001|Elderflower Soda|drinks|3.50|A||Drink/Nordkrug/Soda|cold,bottle
D002|Ginger Kombucha|drinks|4.20|A||Drink/Nordkrug/Kombucha|cold,bottle
D003|Cloudy Apple Juice|drinks|3.90|A||Drink/Nordkrug/Juice|cold,bottle
D004|Iced Pine Tea|drinks|3.80|A||Drink/Harbour & Pine/Tea|cold,tea
D005|Still Water|drinks|2.40|A||Drink/Nordkrug/Water|cold,bottle
D006|Sparkling Water|drinks|2.40|A||Drink/Nordkrug/Water|cold,bottle
D007|Rhubarb Spritz|drinks|4.10|A||Drink/Nordkrug/Soda|cold,bottle
D008|Cola Classic|drinks|3.20|A||Drink/Nordkrug/Soda|cold,bottle
D009|Lemonade|drinks|3.40|A||Drink/Harbour & Pine/Soda|cold,made here
D010|Oat Drink 1 l|drinks|2.80|B||Drink/Nordkrug/Oat|oat,carton
P001|Harbour Blend 250 g|pantry|11.50|B|*|Food/Harbour & Pine/Beans|coffee,beans
P002|Harbour Blend 1 kg|pantry|38.00|B||Food/Harbour & Pine/Beans|coffee,beans
P003|Sea Salt Caramels|pantry|6.40|B||Food/Feinwerk/Sweets|sweets
P004|Dark Chocolate 70 %|pantry|4.90|B||Food/Feinwerk/Chocolate|sweets
P005|Heather Honey|pantry|8.90|B||Food/Feinwerk/Honey|breakfast
P006|Granola|pantry|7.20|B||Food/Harbour & Pine/Breakfast|breakfast
P007|Plum Jam|pantry|5.60|B||Food/Feinwerk/Jam|breakfast
P008|Rapeseed Oil|pantry|9.80|B||Food/Feinwerk/Oil|cooking
P009|Smoked Salt|pantry|5.20|B||Food/Feinwerk/Salt|cooking
P010|Rye Crackers|pantry|3.90|B||Food/Harbour & Pine/Crackers|snacks
P011|Roasted Almonds|pantry|4.80|B||Food/Feinwerk/Nuts|snacks
P012|Pasta Fusilli|pantry|2.70|B||Food/Feinwerk/Pasta|cooking
F001|Apples Elstar|fresh|3.49|B|kg|Food/Altes Land/Apples|fruit
F002|Pears Conference|fresh|3.99|B|kg|Food/Altes Land/Pears|fruit
F003|Bananas|fresh|1.99|B|kg|Food/Import/Bananas|fruit
F004|Tomatoes|fresh|4.49|B|kg|Food/Vierlande/Tomatoes|vegetables
F005|Carrots|fresh|1.79|B|kg|Food/Vierlande/Carrots|vegetables
F006|New Potatoes|fresh|2.29|B|kg|Food/Vierlande/Potatoes|vegetables
F007|Gouda aged|fresh|21.90|B|kg|Food/Deichhof/Cheese|cheese
F008|Mountain Cheese|fresh|26.50|B|kg|Food/Deichhof/Cheese|cheese
H001|Wool Throw|home|89.00|A||Home/Feinwerk/Textiles|textiles
H002|Linen Towel|home|18.50|A||Home/Feinwerk/Textiles|textiles
H003|Enamel Mug|home|12.90|A||Home/Feinwerk/Tableware|tableware
H004|Pour-over Dripper|home|24.00|A||Home/Feinwerk/Coffee gear|coffee
H005|Coffee Filters 100|home|4.50|A||Home/Feinwerk/Coffee gear|coffee
H006|Beeswax Candle|home|9.90|A||Home/Feinwerk/Candles|candles
H007|Oak Board|home|34.00|A||Home/Feinwerk/Kitchen|kitchen
H008|Bread Knife|home|42.00|A||Home/Feinwerk/Kitchen|kitchen
H009|Herb Pot|home|14.50|A||Home/Feinwerk/Garden|garden
H010|Door Mat|home|29.00|A||Home/Feinwerk/Textiles|textiles
M001|Galaxy Note 9|phones|449.00|A|*|Smartphone/Samsung/Galaxy Note|electronics,phones
M002|Note 9 Case, Clear|phones|19.90|A|*|Accessory/Samsung/Cases|electronics,cases
M003|USB-C Cable 1 m|phones|9.90|A||Accessory/Voltkraft/Cables|electronics,cables
M004|USB-C Charger 25 W|phones|24.90|A||Accessory/Voltkraft/Chargers|electronics,chargers
M005|Power Bank 10 Ah|phones|34.90|A||Accessory/Voltkraft/Power|electronics,power
M006|Screen Protector|phones|12.90|A||Accessory/Voltkraft/Protection|electronics,cases
M007|Wireless Pad|phones|29.90|A||Accessory/Voltkraft/Chargers|electronics,chargers
M008|Phone Strap|phones|14.90|A||Accessory/Voltkraft/Straps|electronics,cases
T001|Samsung MU6070|tv|389.00|A|*|TV/Samsung/MU6|electronics,tv
T002|Soundbar Compact|tv|129.00|A||Audio/Voltkraft/Soundbars|electronics,audio
T003|HDMI Cable 2 m|tv|12.90|A||Accessory/Voltkraft/Cables|electronics,cables
T004|Bluetooth Speaker|tv|59.00|A||Audio/Voltkraft/Speakers|electronics,audio
T005|Headphones Over-ear|tv|79.00|A||Audio/Voltkraft/Headphones|electronics,audio
T006|Wall Mount 55|tv|39.90|A||Accessory/Voltkraft/Mounts|electronics,tv
T007|Remote Universal|tv|17.90|A||Accessory/Voltkraft/Remotes|electronics,tv
G001|Gift Wrap|gifts|2.50|A||Gift/Harbour & Pine/Wrap|gifts
G002|Greeting Card|gifts|3.20|A||Gift/Harbour & Pine/Cards|gifts
G003|Hamper Small|gifts|35.00|A||Gift/Harbour & Pine/Hampers|gifts
G004|Hamper Large|gifts|65.00|A||Gift/Harbour & Pine/Hampers|gifts
G005|Tote Bag|gifts|12.00|A||Gift/Harbour & Pine/Bags|gifts
G006|Workshop Seat|gifts|any|A||Gift/Harbour & Pine/Events|gifts
G007|Postcard|gifts|1.80|A||Gift/Harbour & Pine/Cards|gifts
G008|Enamel Pin|gifts|6.00|A||Gift/Harbour & Pine/Pins|gifts
`;

function readRow(row: string): DemoProduct {
	const [sku = '', name = '', group = '', price = '', tax, flags = '', origin = '', categories = ''] = row.split('|');
	const [kind, brand, family] = origin.split('/');
	return {
		sku,
		name,
		group,
		priceMinor: price === 'any' ? null : Math.round(Number(price) * 100),
		tax: tax === 'B' ? 'reduced' : 'standard',
		favourite: flags.includes('*'),
		byWeight: flags.includes('kg'),
		kind: kind ?? null,
		brand: brand ?? null,
		family: family ?? null,
		categories: categories.split(',')
	};
}

export const demoProducts: DemoProduct[] = table.trim().split('\n').map(readRow);
