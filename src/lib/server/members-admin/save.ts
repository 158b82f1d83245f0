import { createHash } from 'node:crypto';
import { isUuid } from '$lib/domain/id';
import { termsVersion } from '$lib/contract/sync/join';
import { noteAudit } from '$lib/server/audit/audit';
import type { Db } from '$lib/server/db/client';
import type { ConsentPurpose, MemberState } from '$lib/server/db/schema-members';
import { addMember, noteConsents, type ConsentGiven } from '$lib/server/members/add';
import { issueInOffice, refusedCard } from '$lib/server/members/card-change';
import { newId, type Ports } from '$lib/server/ports';
import { cardRemedies, readInput, type MemberFaults, type MemberInput, type ReadInput } from './faults';
import { readPlace, type Place } from './list';
import {
	endSessions,
	findProven,
	findSharing,
	lockMember,
	selectConsents,
	selectMember,
	updateMember
} from './queries.detail';

export type Saved = { ok: true; id: string } | { ok: false; faults: MemberFaults; message?: string };

const purposes = ['terms', 'news', 'profiling'] as const satisfies readonly ConsentPurpose[];

type Row = NonNullable<Awaited<ReturnType<typeof lockMember>>>;

/** What the form shows of a member, and the mark by which a save knows that nobody changed it meanwhile. */
export async function findMemberInput(db: Db, id: string): Promise<{ input: MemberInput; seen: string } | null> {
	const row = await selectMember(db, id);
	if (!row) return null;
	const agreed = await agreedTo(db, id);
	return { input: toInput(row, agreed), seen: markOf(row, agreed) };
}

type Shown = Pick<Row, 'name' | 'phone' | 'email' | 'tier' | 'state' | 'segments' | 'spendBlocked' | 'homeStoreId'>;

function toInput(row: Shown, agreed: ReadonlySet<ConsentPurpose>): MemberInput {
	return {
		name: row.name,
		phone: row.phone ?? '',
		email: row.email ?? '',
		tier: row.tier ?? '',
		segments: row.segments.join(', '),
		homeStoreId: row.homeStoreId ?? '',
		state: row.state,
		spendBlocked: row.spendBlocked,
		terms: agreed.has('terms'),
		news: agreed.has('news'),
		profiling: agreed.has('profiling'),
		card: '',
		evenIfKnown: false
	};
}

function markOf(row: Shown, agreed: ReadonlySet<ConsentPurpose>): string {
	return createHash('sha256')
		.update(JSON.stringify(Object.entries(toInput(row, agreed))))
		.digest('base64url');
}

async function agreedTo(db: Db, id: string): Promise<Set<ConsentPurpose>> {
	const consents = await selectConsents(db, id);
	return new Set(consents.filter(({ given }) => given).map(({ purpose }) => purpose));
}

export const emptyMember: MemberInput = {
	...{ name: '', phone: '', email: '', tier: '', segments: '', homeStoreId: '', state: 'active', card: '' },
	...{ spendBlocked: false, terms: false, news: false, profiling: false, evenIfKnown: false }
};

/** Writes a member down, with a card. */
export async function addInOffice(db: Db, ports: Ports, input: MemberInput, staffId: string): Promise<Saved> {
	const place = await readPlace(db);
	const read = readInput(input, place.country);
	const faults = { ...read.faults, ...(await knownFaults(db, read, input, place, null)) };
	if (!input.terms) faults.terms = 'Nobody becomes a member without a yes to the terms; ask, then tick it.';
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	try {
		const id = await db.transaction().execute((tx) => add(tx, ports, input, read, staffId));
		return { ok: true, id };
	} catch (error) {
		const code = refusedCard(error);
		if (code === null) throw error;
		return { ok: false, faults: { card: cardRemedies[code] } };
	}
}

async function add(tx: Db, ports: Ports, input: MemberInput, read: ReadInput, staffId: string): Promise<string> {
	const id = newId(ports);
	const at = new Date(ports.now());
	const consents = purposes.map((purpose) => ({ purpose, given: input[purpose], textVersion: termsVersion }));
	const homeStoreId = input.homeStoreId || null;
	await addMember(tx, ports, {
		...{
			id,
			name: input.name.trim(),
			...read.contacts,
			joinedBy: 'office',
			homeStoreId,
			at,
			consents,
			actorId: staffId
		}
	});
	await updateMember(tx, id, {
		...{ tier: input.tier.trim() || null, segments: read.segments },
		// Checked by `readInput`.
		...{ state: input.state as MemberState, spend_blocked: input.spendBlocked }
	});
	await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'member.added', id);
	if (input.state !== 'ended') {
		await issueInOffice(tx, ports, { memberId: id, number: read.card, replaces: null, state: 'active', staffId });
	}
	return id;
}

/** Changes a member; every change names its fields in the audit log, never their content. */
export async function changeInOffice(
	db: Db,
	ports: Ports,
	id: string,
	input: MemberInput,
	given: { staffId: string; seen: string }
): Promise<Saved> {
	const place = await readPlace(db);
	const read = readInput(input, place.country);
	const faults = { ...read.faults, ...(await knownFaults(db, read, input, place, await selectMember(db, id))) };
	if (Object.keys(faults).length > 0) return { ok: false, faults };
	return db.transaction().execute(async (tx): Promise<Saved> => {
		const former = await lockMember(tx, id);
		if (!former) return { ok: false, faults: {}, message: 'This member is not there any more.' };
		const agreed = await agreedTo(tx, id);
		if (markOf(former, agreed) !== given.seen) {
			const message = 'Somebody changed this member meanwhile. Open it again, then change it.';
			return { ok: false, faults: {}, message };
		}
		await change(tx, ports, { former, agreed, input, read, staffId: given.staffId });
		return { ok: true, id };
	});
}

type Change = {
	former: Row;
	agreed: ReadonlySet<ConsentPurpose>;
	input: MemberInput;
	read: ReadInput;
	staffId: string;
};

async function change(tx: Db, ports: Ports, { former, agreed, input, read, staffId }: Change): Promise<void> {
	const { phone, email } = read.contacts;
	// Checked by `readInput`.
	const state = input.state as MemberState;
	const now = {
		...{ name: input.name.trim(), phone, email, tier: input.tier.trim() || null, segments: read.segments, state },
		...{ spendBlocked: input.spendBlocked, homeStoreId: input.homeStoreId || null }
	};
	const fields = (Object.keys(now) as (keyof typeof now)[]).filter(
		(key) => JSON.stringify(now[key]) !== JSON.stringify(former[key])
	);
	const consents: ConsentGiven[] = purposes
		.filter((purpose) => input[purpose] !== agreed.has(purpose))
		.map((purpose) => ({ purpose, given: input[purpose], textVersion: termsVersion }));
	if (fields.length + consents.length === 0) return;
	const at = new Date(ports.now());
	const { spendBlocked, homeStoreId, ...same } = now;
	await updateMember(tx, former.id, {
		...same,
		...{ spend_blocked: spendBlocked, home_store_id: homeStoreId },
		...(email === former.email ? {} : { email_proven_at: null }),
		...agreedColumns(consents, at)
	});
	await noteConsents(tx, ports, former.id, consents, { channel: 'office', at, actorId: staffId });
	if (state === 'ended' && former.state !== 'ended') await endSessions(tx, former.id);
	await noteAudit(tx, ports, { kind: 'staff', id: staffId }, 'member.changed', former.id, {
		fields: [...fields, ...consents.map(({ purpose }) => purpose)].join(',')
	});
}

/** The newest consents stand beside the member too. */
function agreedColumns(consents: readonly ConsentGiven[], at: Date) {
	const terms = consents.find(({ purpose }) => purpose === 'terms');
	const news = consents.find(({ purpose }) => purpose === 'news');
	return {
		...(terms && { terms_agreed_at: terms.given ? at : null }),
		...(news && { news_agreed_at: news.given ? at : null })
	};
}

/** What only the books can tell: whose contact it is, and whether the store is there. */
async function knownFaults(
	db: Db,
	{ contacts }: ReadInput,
	input: MemberInput,
	place: Place,
	former: { id: string; phone: string | null; email: string | null } | null | undefined
): Promise<MemberFaults> {
	const faults: MemberFaults = {};
	const id = former?.id ?? null;
	const { phone, email } = contacts;
	const isStore = isUuid(input.homeStoreId) && place.stores.some((store) => store.id === input.homeStoreId);
	if (input.homeStoreId !== '' && !isStore) faults.homeStoreId = 'Choose a store that is there.';
	const proven = email === null ? undefined : await findProven(db, email, id);
	if (proven) faults.email = `${proven.name} proved this address; take another, or none.`;
	if (input.evenIfKnown) return faults;
	// What two people share already was asked about when they came to share it.
	const samePhone = phone === null || phone === former?.phone ? undefined : await findSharing(db, 'phone', phone, id);
	const sameEmail =
		email === null || proven || email === former?.email ? undefined : await findSharing(db, 'email', email, id);
	const remedy =
		'At the till it would identify neither of them: open that member instead, or tick below that both are right.';
	if (samePhone) faults.phone = `${samePhone.name} has this phone. ${remedy}`;
	if (sameEmail) faults.email = `${sameEmail.name} has this address. ${remedy}`;
	return faults;
}
