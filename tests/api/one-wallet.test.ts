/** I13 on a real PostgreSQL: several tills spend from one wallet at the same moment, and no grant is more than is free. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WalletRig } from '../support/wallet-rig';

let rig: WalletRig;
beforeAll(async () => {
	rig = await WalletRig.open();
});
afterAll(() => rig.close());

const tills = 10;
const askedMinor = 150;

/** What all tills together were granted of 10.00, asking at once. */
async function grantedTogether(): Promise<number> {
	const member = await rig.member();
	await rig.give(member, rig.lot(600), rig.lot(400));
	const answers = await Promise.all(
		Array.from({ length: tills }, () => rig.hold(rig.sale(member, 500), askedMinor).catch(() => null))
	);
	return answers.reduce((sum, answer) => sum + (answer?.ok ? answer.held.amountMinor : 0), 0);
}

it('no round grants more than the wallet has', async () => {
	for (let round = 0; round < 10; round += 1) expect(await grantedTogether()).toBe(1000);
	expect(await rig.drift()).toEqual([]);
}, 60_000);

it('without the wallet’s lock that is seen at once', async () => {
	const [found] = await rig.rows<{ text: string }>(
		`SELECT pg_get_functiondef('open_wallets(uuid[], jsonb)'::regprocedure) AS text`
	);
	const whole = found?.text ?? '';
	const without = whole.replace(/PERFORM FROM wallets[^;]*FOR NO KEY UPDATE;/, '');
	expect(without).not.toBe(whole);
	await rig.rows(without);
	let seen = 0;
	for (let round = 0; round < 20 && seen === 0; round += 1) if ((await grantedTogether()) !== 1000) seen += 1;
	await rig.rows(whole);
	expect(seen).toBe(1);
	expect(await grantedTogether()).toBe(1000);
}, 60_000);
