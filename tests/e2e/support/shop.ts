import { test as base } from '@playwright/test';
import { openDemoShop, openEmptyShop, sharedShop, type Server, type Shop } from './server';

export { expect } from '@playwright/test';

interface Shops {
	/** The demo shop of this run; no test stops it. */
	shop: Shop;
	/** A demo shop that this test alone has and may stop. */
	ownShop: Server;
	/** An empty shop installation of this test alone. */
	emptyShop: Server;
}

async function lend(server: Server, use: (server: Server) => Promise<void>): Promise<void> {
	try {
		await use(server);
	} finally {
		await server.remove();
	}
}

export const test = base.extend<Shops>({
	shop: async ({ baseURL }, use) => use({ ...sharedShop, origin: baseURL ?? sharedShop.origin }),
	ownShop: async ({ baseURL: _ }, use) => lend(await openDemoShop(), use),
	emptyShop: async ({ baseURL: _ }, use) => lend(await openEmptyShop(), use)
});
