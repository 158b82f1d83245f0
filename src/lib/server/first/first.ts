import { noteAudit } from '$lib/server/audit/audit';
import { isEmail, normaliseEmail } from '$lib/server/auth/manager-sign-in';
import { hashPassword, passwordFault } from '$lib/server/auth/password';
import { newPin, pinFault } from '$lib/server/auth/pin';
import { startStaffSession } from '$lib/server/auth/session';
import type { Db } from '$lib/server/db/client';
import { newId, type Ports } from '$lib/server/ports';
import { isZone, readPercentBp } from '$lib/server/stores/faults';
import { insertTill } from '$lib/server/tills/add-till';
import {
	deleteSetupCode,
	hasManager,
	insertManager,
	insertStore,
	insertTaxRates,
	lockFirst,
	setMerchantName
} from './queries';
import { isSetupCode } from './setup-code';

export { hasManager } from './queries';

export type FirstInput = {
	/** As printed at the start of the program, see `setup-code.ts`. */
	setupCode: string;
	merchantName: string;
	storeName: string;
	address: string;
	zone: string;
	currency: string;
	taxPercent: string;
	tillName: string;
	name: string;
	email: string;
	password: string;
	pin: string;
};

export type FirstFaults = Partial<Record<keyof FirstInput, string>>;

const wrongCode =
	'This is not the set-up code. Type the eight characters from the window of the last start; a restart prints new ones.';

/** Sets up an empty shop: merchant, store, till, tax rate and the first manager, who is signed in. Works once. */
export async function setUpShop(
	db: Db,
	ports: Ports,
	input: FirstInput
): Promise<
	| { ok: true; token: string }
	| { ok: false; code: 'conflict' }
	| { ok: false; code: 'bad_request'; faults: FirstFaults }
> {
	if (await hasManager(db)) return { ok: false, code: 'conflict' };
	// Nothing else is told to somebody who does not know the code.
	const faults = (await isSetupCode(db, input.setupCode)) ? faultsOf(input) : { setupCode: wrongCode };
	if (Object.keys(faults).length > 0) return { ok: false, code: 'bad_request', faults };
	const passwordHash = await hashPassword(input.password);
	const pin = await newPin(ports, input.pin);
	return db.transaction().execute(async (tx) => {
		await lockFirst(tx);
		if (await hasManager(tx)) return { ok: false, code: 'conflict' };
		await deleteSetupCode(tx);
		const [storeId, managerId] = [newId(ports), newId(ports)];
		await setMerchantName(tx, input.merchantName.trim());
		await insertTaxRates(tx, taxRates(readPercentBp(input.taxPercent) ?? 0));
		await insertStore(tx, {
			id: storeId,
			code: 'S01',
			name: input.storeName.trim(),
			address: input.address.trim(),
			tax_number: '',
			zone: input.zone,
			locale: 'en-GB',
			currency: input.currency
		});
		const till = { id: newId(ports), store_id: storeId, code: 'S01T01', name: input.tillName.trim() };
		if (!(await insertTill(tx, till))) throw new Error('there is a till in a shop that nobody set up');
		await insertManager(tx, {
			id: managerId,
			name: input.name.trim(),
			role: 'manager',
			rights: ['sell', 'discount', 'open_item', 'return', 'cash', 'settings'],
			email: normaliseEmail(input.email),
			password_hash: passwordHash,
			...pin
		});
		await noteAudit(tx, ports, { kind: 'system' }, 'shop.set_up', storeId);
		return { ok: true, token: await startStaffSession(tx, ports, managerId) };
	});
}

function taxRates(rateBp: number) {
	const standard = { id: 'standard', name: 'Standard', letter: 'A', rate_bp: rateBp };
	return rateBp === 0 ? [standard] : [standard, { id: 'zero', name: 'No tax', letter: 'Z', rate_bp: 0 }];
}

function faultsOf(input: FirstInput): FirstFaults {
	const faults: FirstFaults = {};
	const texts = {
		merchantName: 'the name customers know',
		storeName: 'a name for the store',
		tillName: 'a name for the till',
		name: 'your name',
		address: 'the address that stands on receipts'
	};
	for (const [field, words] of Object.entries(texts) as [keyof typeof texts, string][]) {
		const text = input[field].trim();
		if (!text) faults[field] = `Type ${words}.`;
		else if (text.length > 200) faults[field] = 'Use at most 200 characters.';
	}
	if (!isZone(input.zone)) faults.zone = 'Choose a time zone such as Europe/Berlin.';
	if (!Intl.supportedValuesOf('currency').includes(input.currency))
		faults.currency = 'Type a currency code such as EUR.';
	if (readPercentBp(input.taxPercent) === null) faults.taxPercent = 'Type a rate from 0 to 100, for example 19.';
	if (!isEmail(input.email)) faults.email = 'Type an address such as you@example.org.';
	const password = passwordFault(input.password);
	if (password) faults.password = password;
	const pin = pinFault(input.pin, 6);
	if (pin) faults.pin = pin;
	return faults;
}
