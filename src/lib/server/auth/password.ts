import { hash, verify } from '@node-rs/argon2';

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const passwordLimits = { min: 10, max: 200 } as const;

/** Why a new password is not taken, as a sentence; null when it is fine. Length is the only rule that helps people. */
export function passwordFault(password: string): string | null {
	if (password.length < passwordLimits.min) return `Use at least ${String(passwordLimits.min)} characters.`;
	if (password.length > passwordLimits.max) return `Use at most ${String(passwordLimits.max)} characters.`;
	if (new Set(password).size < 4) return 'Use more than three different characters.';
	return null;
}

export function hashPassword(password: string): Promise<string> {
	return hash(password, cost);
}

let decoy: Promise<string> | undefined;

/** Takes the same time for an unknown person (`null`), so that the answer's delay tells nothing. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
	decoy ??= hash('nobody has this password', cost);
	if (password.length > passwordLimits.max) return false;
	const right = await verify(passwordHash ?? (await decoy), password);
	return right && passwordHash !== null;
}
