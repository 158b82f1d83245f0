/** People who sign in: staff, sessions, second factors, codes by mail and the mails that carry them. */
import type { ColumnType, Generated } from 'kysely';
import type { Instant, InstantDefault } from './schema';

export type StaffTable = {
	id: string;
	name: string;
	role: 'cashier' | 'manager';
	rights: Generated<string[]>;
	pin_salt: Buffer | null;
	pin_hash: Buffer | null;
	email: string | null;
	password_hash: string | null;
	totp_secret: Buffer | null;
	totp_last_step: number | null;
	active: Generated<boolean>;
	created_at: InstantDefault;
};

export type StaffSessionsTable = {
	token_hash: Buffer;
	staff_id: string;
	created_at: InstantDefault;
	last_seen_at: InstantDefault;
	expires_at: Instant;
};

export type StaffSignInsTable = {
	token_hash: Buffer;
	staff_id: string;
	tries: Generated<number>;
	created_at: InstantDefault;
	expires_at: Instant;
};

export type RecoveryCodesTable = {
	staff_id: string;
	code_hash: Buffer;
	used_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
};

export type MemberSessionsTable = {
	token_hash: Buffer;
	member_id: string;
	created_at: InstantDefault;
	expires_at: Instant;
};

export type LoginCodesTable = {
	id: string;
	email: string;
	code_hash: Buffer;
	tries: Generated<number>;
	created_at: InstantDefault;
	expires_at: Instant;
	used_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	join_name: string | null;
	join_news: Generated<boolean>;
};

export type MailsTable = {
	id: string;
	recipient: string;
	subject: string;
	body: string;
	created_at: InstantDefault;
	sent_at: ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
	tries: Generated<number>;
	last_error: string | null;
	next_try_at: InstantDefault;
};

export type SignInTables = {
	staff: StaffTable;
	staff_sessions: StaffSessionsTable;
	staff_sign_ins: StaffSignInsTable;
	recovery_codes: RecoveryCodesTable;
	member_sessions: MemberSessionsTable;
	login_codes: LoginCodesTable;
	mails: MailsTable;
};
