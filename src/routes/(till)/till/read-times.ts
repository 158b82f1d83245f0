import type { ReadTimes } from '$lib/till/devices/camera/scan-loop';

const key = 'tillit.camera.times';

/** The time the camera needed last, for the status page: kept on the device, because it says something about the device. */
export function rememberTimes(times: ReadTimes): void {
	localStorage.setItem(key, JSON.stringify(times));
}

export function lastTimes(): ReadTimes | null {
	try {
		// Written by the function above; anything else in its place is not worth more than "unknown".
		const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as ReadTimes | null;
		return kept && typeof kept.medianMs === 'number' ? kept : null;
	} catch {
		return null;
	}
}
