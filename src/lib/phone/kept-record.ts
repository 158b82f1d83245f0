/** A few records in IndexedDB, so that the member's area opens without a network. Nothing here is the only copy. */
const databaseName = 'tillit-my';
const storeName = 'records';

export type KeptRecords = {
	read: (key: string) => Promise<unknown>;
	write: (key: string, value: unknown) => Promise<void>;
	clear: () => Promise<void>;
};

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
	});
}

async function open(factory: IDBFactory): Promise<IDBDatabase> {
	const request = factory.open(databaseName, 1);
	request.onupgradeneeded = () => request.result.createObjectStore(storeName);
	return done(request);
}

/** Opens the records of this browser. Every call opens the database anew: browsers close idle ones without a word. */
export function keptRecords(factory: IDBFactory): KeptRecords {
	const use = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
		const database = await open(factory);
		try {
			return await done(work(database.transaction(storeName, mode).objectStore(storeName)));
		} finally {
			database.close();
		}
	};
	return {
		read: (key) => use<unknown>('readonly', (store) => store.get(key) as IDBRequest<unknown>),
		write: async (key, value) => {
			await use('readwrite', (store) => store.put(value, key));
		},
		clear: async () => {
			await use('readwrite', (store) => store.clear());
		}
	};
}
