import { expect, it, vi } from 'vitest';
import { enrolledRig } from '../../../../tests/support/till-rig';
import { holdLock } from '../baskets/hold-lock';
import type { TillParts } from '../parts';
import { SigningIn } from './signing-in.svelte';

it('a second tab that starts leaves who is signed in in the first; after a restart nobody is', async () => {
	const { ports, store, server } = await enrolledRig();
	await store.updateSync({ staffId: server.tillId });
	const second = new SigningIn({ ports, store } as unknown as TillParts, { staff: () => [], failed: () => undefined });
	const release = await holdLock(ports, 'cashier', { mode: 'shared' });
	await second.noteNobody();
	expect((await store.sync()).staffId).toBe(server.tillId);
	release?.();
	await vi.waitFor(async () => expect(await ports.locks.isHeld('cashier')).toBe(false));
	await second.noteNobody();
	expect((await store.sync()).staffId).toBeNull();
});
