/** What the journal keeps on the device. Positions: an epoch and a `seq` in it; the journal's order is (epoch, seq). */
import type { SealedEventOnWire } from '$lib/contract/sync/event';
import type { EpochGrant } from '$lib/contract/sync/till';
import type { PushOrder, PushResult, Watermark } from '$lib/contract/sync/push';
import type { Grant, Opened } from '$lib/contract/sync/rewards';
import type { Basket } from '$lib/domain/basket/basket';
import type { TenderDraft } from '$lib/domain/basket/settlement';
import type { TakenBack } from '$lib/domain/receipt/document';
import type { SaleBody, SalePrivate } from '$lib/domain/receipt/sale';
import type { SaleRewards } from '../rewards/sale-rewards';
import type { VoucherGrant } from '../vouchers/grants';

/** For reading all events of an epoch: IndexedDB takes no larger count. */
export const noLimit = 0x7fff_ffff;

/** How many rows at most one step of forgetting removes. */
export const pruneStep = 1_000;

export type Position = { epoch: number; seq: number };

/** This device as the till it is. The key pair cannot be exported; the secrets are sealed with a key that cannot either. */
export type DeviceRecord = {
	key: 'device';
	v: 1;
	deviceId: string;
	tillId: string;
	tillCode: string;
	tillName: string;
	storeId: string;
	signingKey: CryptoKeyPair;
	sealingKey: CryptoKey;
	/** AES-GCM over the 32 bytes each, 12 bytes of initialisation vector first. */
	tillSecretSealed: Uint8Array<ArrayBuffer>;
	cardKeySealed: Uint8Array<ArrayBuffer>;
	/** What enrolment opened: start-up finishes with it an enrolment that was cut off. */
	grant: EpochGrant;
	enrolledAt: string;
};

/** Where an epoch stands. Written only together with the event that moved it. */
export type HeadRow = Position & {
	hash: string;
	/** Running number of the newest receipt of this epoch; 0 for none. */
	lastReceiptNo: number;
	/** The server's answer that opened the epoch. */
	grant: EpochGrant;
};

export type EventRow = Position & {
	text: string;
	hash: string;
	sig: string;
	type: string;
	at: string;
	private?: { salt: string; text: string };
};

/** An event of a former device, set aside until the server has it. Its key is gone, its signature is not. */
export type HeldRow = Position & {
	/** Null when nothing here says any more whose it was: the server knows by the signature. */
	deviceId: string | null;
	tillId: string;
	text: string;
	hash: string;
	sig: string;
	private?: { salt: string; text: string };
};

/** How far the server has an epoch. */
export type ProgressRow = {
	epoch: number;
	/** Everything up to here was acknowledged. */
	ackedSeq: number;
	/** Highest `seq` the server ever confirmed: a lower head later means that it was restored. */
	confirmedSeq: number;
	/** Everything up to here is in a backup. */
	backedUpSeq: number;
	/** A range the server asked for and this device no longer holds; a new epoch has named it. */
	givenUpBelow: number;
	/**
	 * The server keeps what this device wrote beside another branch. Its numbers speak of that other one, so nothing of
	 * this epoch counts as backed up, and after a restore all of it is sent again. Absent in rows of early tills.
	 */
	forked?: boolean;
};

/** Kept before it is asked for, so that a till that was cut off knows what to give up. */
export type Opening = {
	/** What the rewards system answered; null: nothing, or not yet. */
	opened: Opened | null;
	/** What was asked for on top, 0 for nothing, and what of it was granted. */
	askedMinor: number;
	additional: Grant | null;
};

export type StoredBasket = {
	id: string;
	v: 1;
	state: 'current' | 'parked';
	basket: Basket;
	/** Payments taken so far. */
	tenders: TenderDraft[];
	/** What the card terminal is asked for and has not answered yet, minor units. Absent: nothing. */
	atTerminalMinor?: number;
	/** What the member pays from the wallet, as granted. Absent in rows of early tills. */
	spends?: SaleBody['spends'];
	/** The sale may be open at the rewards system, which may hold value for it. Absent: it is not. */
	opening?: Opening;
	/** What vouchers pay, as granted. Absent: none pays. */
	voucherGrants?: VoucherGrant[];
	/** When its content last changed, by this machine: the moment its offers are judged by, also after a restart. */
	quotedAtMs?: number;
	/** Made with the basket, so that no basket can ever become two sales. */
	saleId: string;
	staffId: string | null;
	changedAtMs: number;
	/** Set when parked: a few words for the list. */
	label: string | null;
};

/** A finished sale as the till shows it again: done screen, reprint, returns. */
export type SaleRow = Position & {
	saleId: string;
	v: 1;
	/** Of its event. */
	hash: string;
	receiptNumber: string;
	at: string;
	body: SaleBody;
	/** What travels beside the event because it may name a person. */
	privateText: SalePrivate | null;
	/** Last digits of the member's card, for the receipt; known only where the sale was made. */
	memberMark?: string;
	/** Of a return: what its member loses of what the sale earned, as far as it was known. */
	takenBack?: TakenBack;
	/** What the receipt says of rewards; known only where the sale was made. */
	rewards?: SaleRewards;
	/** Token of the receipt's public page; only its hash is in the event. */
	receiptToken: string;
	/** Of the vouchers it handed out, sixteen symbols each; absent: none. They follow from the token. */
	voucherCodes?: string[];
	staffId: string | null;
	staffName: string;
	/** Copies made of its receipt so far. */
	copies: number;
	/** Whether the done page came up; if not, the till says after a restart that the sale stands. */
	shown: boolean;
};

/** What the server answered otherwise than `applied`: to be shown on the status page. */
export type CaseRow = Position & { result: PushResult; caseId: string | null; at: string };

/** What became of a held journal at the server, for as long as it stays here. `askedAtMs`: by this device's clock. */
export type HeldNote = {
	deviceId: string | null;
	tillId: string;
	epoch: number;
	lastSeq: number;
	askedAtMs: number;
} & (
	| /** The server has it: in which generation, and since when by its clock. */
	  { state: 'handed'; generation: number; at: string }
	  /** The server does not take it. */
	| { state: 'refused'; code: string }
);

/**
 * `given`: minor units by offer id, and no offer is missing that gave something. `upTo`: the last own event counted for sure.
 * `at`: by the server's clock.
 */
export type BudgetReading = { given: Record<string, number>; upTo: Position; at: string };

/** Facts of the connection, shared by page and worker. */
export type SyncRow = {
	key: 'sync';
	/** The device these facts are of; absent before there is one. */
	deviceId?: string;
	token: string | null;
	tokenExpiresAt: string | null;
	clockOffsetMs: number;
	generation: number;
	lastContactAt: string | null;
	lastPullAt: string | null;
	lastError: string | null;
	/** Set while tries fail: the next one not before. */
	retryAtMs: number;
	failures: number;
	deviceState: Watermark['deviceState'];
	/** What only a page can carry out, because it writes into the journal. */
	order: Extract<PushOrder, { kind: 'new_epoch' }>['reason'] | null;
	backupAt: string | null;
	storageKept: boolean;
	appVersion: string;
	/** The serial after the last one taken, by lease of card numbers. Absent in rows of early tills. */
	cardSerials?: Record<string, number>;
	/** Of held journals. Absent as long as there is nothing to say. */
	heldNotes?: HeldNote[];
	/** What offers with a budget gave, as the server said last. Absent: it never said. */
	budgets?: BudgetReading;
	/** Who is signed in, for the manager's list of tills; null while the till is locked. */
	staffId: string | null;
};

/** The facts before anything is known. */
export function untouchedSync(storageKept: boolean, appVersion: string): SyncRow {
	return {
		key: 'sync',
		token: null,
		tokenExpiresAt: null,
		clockOffsetMs: 0,
		generation: 0,
		lastContactAt: null,
		lastPullAt: null,
		lastError: null,
		retryAtMs: 0,
		failures: 0,
		deviceState: 'active',
		order: null,
		backupAt: null,
		storageKept,
		appVersion,
		staffId: null
	};
}

export type Sealed = SealedEventOnWire;
