import type { App as TillitApp } from '$lib/server/app';
import type { MemberSession, StaffSession } from '$lib/server/auth/session';

declare global {
	namespace App {
		interface Locals {
			/** Absent while pages are prerendered. */
			app: TillitApp;
			requestId: string;
			staff: StaffSession | null;
			member: MemberSession | null;
		}
		interface Error {
			message: string;
			/** Names the log line that holds the details. */
			requestId?: string;
		}
	}
}

export {};
