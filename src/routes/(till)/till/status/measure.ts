import * as z from 'zod/mini';
import { listCameras } from '$lib/till/devices/camera/camera';
import { lastTimes } from '../read-times';
import type { Measured } from './checks';

/** Starts the scanner's engine once and counts the cameras. */
export async function measure(): Promise<Measured> {
	const times = lastTimes();
	const rewards = await askRewards();
	const cameras = navigator.mediaDevices
		? (await listCameras(navigator.mediaDevices).catch(() => [])).length || (await anyCamera())
		: 0;
	try {
		const { openReader } = await import('$lib/till/devices/camera/open-reader');
		const reader = await openReader();
		const name = reader.engine;
		reader.close();
		return { engine: { name }, cameras, rewards, times: times?.engine === name ? times : null };
	} catch (error) {
		return { engine: { fault: error instanceof Error ? error.message : String(error) }, cameras, rewards, times };
	}
}

/** Before the first permission browsers hide names and ids; that there is a camera they tell. */
async function anyCamera(): Promise<number> {
	const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
	return devices.filter(({ kind }) => kind === 'videoinput').length;
}

const rewardsAnswer = z.object({ state: z.enum(['here', 'answers', 'unheard', 'silent']) });
const patienceMs = 3_000;

/** Null without a network: then nobody can say. */
async function askRewards(): Promise<Measured['rewards']> {
	try {
		const response = await fetch('/api/till/rewards/health', { signal: AbortSignal.timeout(patienceMs) });
		return rewardsAnswer.parse(await response.json()).state;
	} catch {
		return null;
	}
}
