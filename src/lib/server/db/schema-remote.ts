/** Tables of migration 0080. */
import type { ColumnType, Generated } from 'kysely';
import type { Instant } from './schema';

type InstantOrNull = ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
type Json = ColumnType<unknown, string, string>;
type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>;

type RemoteMembersTable = { member_id: string; participant_id: string; seen_at: Instant };

type RemoteSalesTable = { sale_id: string; lease_id: string | null; leased_until: Instant };

export type RemotePurchaseState = 'creating' | 'standing' | 'cancelling' | 'cancelled';

type RemotePurchasesTable = {
	id: string;
	sale_id: string;
	attempt: number;
	reference: string;
	store_id: string;
	till_id: string | null;
	member_id: string;
	content: string;
	request: Json;
	state: Generated<RemotePurchaseState>;
	settled: Generated<boolean>;
	remote_id: string | null;
	answer: JsonOrNull;
	run_out_minor: Generated<number>;
	opened_at: Instant;
	expires_at: Instant;
};

type RemoteSpendsTable = {
	id: string;
	purchase_id: string;
	reference: string;
	asked_minor: number;
	state: Generated<'creating' | 'granted' | 'refused' | 'cancelled'>;
	granted_minor: Generated<number>;
	remote_id: string | null;
	request: Json;
	created_at: Instant;
};

type RewardTasksTable = {
	sale_id: string;
	about: string;
	state: Generated<'waiting' | 'done' | 'refused'>;
	tries: Generated<number>;
	next_at: Instant;
	last_fault: string | null;
	case_id: string | null;
	created_at: Instant;
	done_at: InstantOrNull;
};

type RemoteProductRoundsTable = {
	id: Generated<number>;
	started_at: InstantOrNull;
	sent: Generated<number>;
	refused: Generated<number>;
};

export type RemoteTables = {
	remote_members: RemoteMembersTable;
	remote_sales: RemoteSalesTable;
	remote_purchases: RemotePurchasesTable;
	remote_spends: RemoteSpendsTable;
	reward_tasks: RewardTasksTable;
	remote_product_rounds: RemoteProductRoundsTable;
};
