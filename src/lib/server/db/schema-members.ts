/** Members, their cards and what they agreed to, as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';

type Instant = ColumnType<string, string | Date, string | Date>;
type InstantDefault = ColumnType<string, string | Date | undefined, string | Date>;
type InstantOrNull = ColumnType<string | null, string | Date | null | undefined, string | Date | null>;

export type MemberState = 'active' | 'suspended' | 'ended';
export type JoinedBy = 'my' | 'till' | 'till_offline' | 'office' | 'import';

export type MembersTable = {
	id: string;
	name: string;
	/** Lower case. */
	email: string | null;
	email_proven_at: InstantOrNull;
	/** E.164. */
	phone: string | null;
	tier: string | null;
	state: Generated<MemberState>;
	reference: Generated<Buffer>;
	home_store_id: string | null;
	segments: Generated<string[]>;
	spend_blocked: Generated<boolean>;
	joined_by: Generated<JoinedBy>;
	auto_spend: Generated<boolean>;
	auto_spend_balance_minor: Generated<number>;
	auto_spend_least_minor: Generated<number>;
	auto_spend_most_minor: number | null;
	created_at: InstantDefault;
	terms_agreed_at: InstantOrNull;
	news_agreed_at: InstantOrNull;
};

export type ConsentPurpose = 'terms' | 'news' | 'profiling';
export type ConsentChannel = 'my' | 'till' | 'office' | 'import';

export type MemberConsentsTable = {
	id: string;
	member_id: string;
	purpose: ConsentPurpose;
	given: boolean;
	text_version: string;
	at: Instant;
	channel: ConsentChannel;
	actor_id: string | null;
};

export type CardState = 'prepared' | 'issued' | 'active' | 'blocked' | 'replaced';

export type CardsTable = {
	number: string;
	hmac: Buffer;
	member_id: string | null;
	state: Generated<CardState>;
	replaced_by: string | null;
	issued_at: InstantOrNull;
	created_at: InstantDefault;
};

export type CheckDigit = 'luhn' | 'gs1' | 'none';

export type CardRangesTable = {
	id: string;
	prefix: string;
	length: number;
	check_digit: CheckDigit;
	active: Generated<boolean>;
	sort: Generated<number>;
};

export type CardMasksTable = {
	id: string;
	mask: string;
	replacement: string | null;
	sort: Generated<number>;
};

export type CardLeasesTable = {
	id: string;
	device_id: string;
	prefix: string;
	length: number;
	check_digit: CheckDigit;
	block: number;
	leased_at: InstantDefault;
};

export type MemberTables = {
	members: MembersTable;
	member_consents: MemberConsentsTable;
	cards: CardsTable;
	card_ranges: CardRangesTable;
	card_masks: CardMasksTable;
	card_leases: CardLeasesTable;
};
