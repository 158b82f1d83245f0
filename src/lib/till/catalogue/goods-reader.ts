/**
 * The goods' way from the disk into memory. A start does not wait for it: a hundred thousand products take the processor
 * most of a second, so they come in steps behind the first screen, and a code that is scanned meanwhile brings its own
 * chunk along first.
 */
import type { ProductCatalogue } from './catalogue';
import { chunksOf, type CodePlaces } from './codes';
import type { CatalogueStore } from './store';

/** Some 6,000 products: a few milliseconds, after which whoever waits for the page has a turn. */
const chunksAtOnce = 4;

export class GoodsReader {
	private places: CodePlaces[] = [];
	private reading: Promise<void> = Promise.resolve();
	/** Whether all goods of the disk are in memory. */
	isWhole = false;

	constructor(
		private readonly store: CatalogueStore,
		private readonly goods: ProductCatalogue
	) {}

	/** What a start needs before anything can be scanned. */
	async readPlaces(): Promise<void> {
		if (!this.isWhole) this.places = await this.store.places();
	}

	readAll(): Promise<void> {
		return (this.reading = this.goods.count === 0 ? this.readInSteps() : this.readAtOnce());
	}

	async readChunks(nos: readonly number[]): Promise<void> {
		this.goods.take(await this.store.chunks(nos), false);
	}

	/** What is there already stays in use until all is read. */
	private async readAtOnce(): Promise<void> {
		this.goods.take(await this.store.chunks(), true);
		this.isWhole = true;
	}

	private async readInSteps(): Promise<void> {
		const nos = await this.store.chunkNos();
		for (let from = 0; from < nos.length; from += chunksAtOnce) {
			await this.readChunks(nos.slice(from, from + chunksAtOnce));
		}
		this.isWhole = true;
		this.places = [];
	}

	/** Once this is done, a code that the disk knows is in memory. */
	async reach(codes: readonly string[]): Promise<void> {
		const isHere = () => this.isWhole || codes.some((code) => this.goods.byCode(code) !== undefined);
		if (isHere()) return;
		const nos = [...new Set(codes.flatMap((code) => chunksOf(this.places, code)))];
		if (nos.length > 0) await this.readChunks(nos);
		// Not among the places: perhaps a newer product, surely nothing before all is read.
		if (!isHere()) await this.reading;
	}
}
