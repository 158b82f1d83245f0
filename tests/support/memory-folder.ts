import type { SegmentFolder } from '$lib/till/journal/segments';

/** A folder of segments in memory; `files` can be looked at and damaged. */
export class MemoryFolder implements SegmentFolder {
	readonly files = new Map<string, string>();
	isFull = false;

	names = () => Promise.resolve([...this.files.keys()]);
	read = (name: string) => Promise.resolve(this.files.get(name) ?? '');
	tail = async (name: string, bytes: number) => (await this.read(name)).slice(-bytes);
	head = async (name: string, bytes: number) => (await this.read(name)).slice(0, bytes);

	create(name: string) {
		this.files.set(name, '');
		return Promise.resolve({
			append: (text: string) => {
				if (this.isFull) return Promise.reject(new DOMException('disk full', 'QuotaExceededError'));
				this.files.set(name, `${this.files.get(name) ?? ''}${text}`);
				return Promise.resolve();
			},
			close: () => Promise.resolve()
		});
	}

	remove(name: string) {
		this.files.delete(name);
		return Promise.resolve();
	}
}
