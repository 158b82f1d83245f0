import { createTransport } from 'nodemailer';
import type { Db } from '$lib/server/db/client';
import type { Ports } from '$lib/server/ports';
import { lockNextMail, markFailed, markSent, selectInstallation } from './queries';

const mostTries = 8;
const everyMs = 2_000;

export type Post = {
	/** Hands one mail to the mail server; throws when it does not take it. */
	send: (mail: { to: string; subject: string; text: string }, merchantName: string) => Promise<void>;
	close: () => void;
};

/**
 * A mail server by its address, for example `smtps://user:password@mail.example.org?from=shop@example.org`. Without `from`
 * the user name is the sender when it is an address.
 */
export function connectSmtp(smtpUrl: string): Post {
	const url = new URL(smtpUrl);
	const user = decodeURIComponent(url.username);
	const from = url.searchParams.get('from') ?? (user.includes('@') ? user : `no-reply@${url.hostname}`);
	url.searchParams.delete('from');
	const transport = createTransport(url.href, { disableFileAccess: true, disableUrlAccess: true });
	return {
		send: async (mail, merchantName) => {
			await transport.sendMail({ ...mail, from: { name: merchantName, address: from } });
		},
		close: () => transport.close()
	};
}

/** Sends one waiting mail; false when none is due. A failed one waits 1, 2, 4 … minutes, and stays in the table at the end. */
export async function sendNextMail(db: Db, ports: Ports, post: Post): Promise<boolean> {
	const installation = await selectInstallation(db);
	const merchantName = installation?.merchantName ?? 'Tillit';
	return db.transaction().execute(async (tx) => {
		const now = ports.now();
		const mail = await lockNextMail(tx, new Date(now), mostTries);
		if (!mail) return false;
		try {
			await post.send({ to: mail.recipient, subject: mail.subject, text: mail.body }, merchantName);
			await markSent(tx, mail.id, new Date(now), installation?.kind === 'demo');
		} catch (error) {
			await markFailed(tx, mail.id, faultOf(error), new Date(now + 60_000 * 2 ** mail.tries));
		}
		return true;
	});
}

// A mail server's sentence may repeat the recipient's address, so only the kind of fault is kept.
function faultOf(error: unknown): string {
	const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
	return (
		[code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ') || 'failed'
	);
}

/** Sends what waits, every two seconds, until stopped. `onError` hears of a database that does not answer. */
export function startMailer(db: Db, ports: Ports, post: Post, onError: (error: unknown) => void): { stop: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let stopped = false;
	const round = async () => {
		try {
			while (!stopped && (await sendNextMail(db, ports, post)));
		} catch (error) {
			onError(error);
		}
		if (!stopped) timer = setTimeout(() => void round(), everyMs).unref();
	};
	void round();
	return {
		stop: () => {
			stopped = true;
			clearTimeout(timer);
			post.close();
		}
	};
}
