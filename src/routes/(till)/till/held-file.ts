import type { FrontPort } from './port';

/** Offers what this device still holds as a file: signed, so that it can be read in anywhere. */
export async function saveHeld(till: FrontPort): Promise<void> {
	const url = URL.createObjectURL(await till.exportHeld());
	const link = document.createElement('a');
	link.href = url;
	link.download = `tillit-${till.settings?.tillCode ?? 'till'}-journal.ndjson`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
