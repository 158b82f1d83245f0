import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { Ports } from '$lib/server/ports';

const derive = promisify(pbkdf2);

/** The same numbers stand in the browser: a till checks PINs offline (DESIGN.md §12). */
export const pinRounds = 600_000;

/** PBKDF2-SHA-256 of a PIN: 32 bytes. */
export function derivePin(pin: string, salt: Uint8Array): Promise<Buffer> {
	return derive(pin, salt, pinRounds, 32, 'sha256');
}

export async function newPin(ports: Ports, pin: string): Promise<{ pin_salt: Buffer; pin_hash: Buffer }> {
	const salt = Buffer.from(ports.randomBytes(16));
	return { pin_salt: salt, pin_hash: await derivePin(pin, salt) };
}

/** Why a PIN is not taken, as a sentence; null when it is fine. `length`: 6 in a shop, 4 in the demo. */
export function pinFault(pin: string, length: number): string | null {
	if (!/^\d+$/.test(pin) || pin.length !== length) return `A PIN has ${String(length)} digits.`;
	if (new Set(pin).size === 1) return 'Choose a PIN that is not one digit repeated.';
	if (isRun(pin)) return 'Choose a PIN that is not a run such as 123456.';
	return null;
}

function isRun(pin: string): boolean {
	const steps = [...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index]));
	return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}
