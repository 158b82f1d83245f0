import type { InstallationKind } from '../config';
import type { DemoSignIn } from '../demo/seed';

export interface Greeting {
	kind: InstallationKind;
	addresses: string[];
	notices: string[];
	signIns: DemoSignIn[];
	/** For `/manage/first`, while the shop has no manager. */
	setupCode: string | null;
	/** Drawn below the addresses, such as a QR code. */
	picture?: string | undefined;
}

/** What the person at the terminal reads once everything runs. */
export function greet({ kind, addresses, notices, signIns, setupCode, picture }: Greeting): string {
	const lines = [
		'',
		`  Tillit is ready: ${addresses[0] ?? ''}`,
		...addresses.slice(1).map((address) => `                   ${address}`)
	];
	if (kind === 'demo') lines.push('', '  This is the demo shop; nothing in it is real.');
	if (signIns.length > 0) lines.push('', ...listSignIns(signIns));
	if (setupCode !== null) {
		lines.push('', `  Set up the shop at ${addresses[0] ?? ''}/manage/first with this code:  ${setupCode}`);
	}
	if (picture) lines.push('', picture);
	lines.push(...notices.map((notice) => `  ${notice}`), '', '  Ctrl-C ends it.', '');
	return lines.join('\n');
}

function listSignIns(signIns: DemoSignIn[]): string[] {
	const width = (pick: (signIn: DemoSignIn) => string) => Math.max(...signIns.map((signIn) => pick(signIn).length)) + 2;
	const [who, where] = [width((signIn) => signIn.who), width((signIn) => signIn.where)];
	return signIns.map((signIn) => `  ${signIn.who.padEnd(who)}${signIn.where.padEnd(where)}${signIn.how}`);
}
