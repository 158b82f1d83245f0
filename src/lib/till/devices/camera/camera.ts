/** A video camera: opened, chosen and remembered, with its torch where there is one. */

export type CameraFault = 'camera_absent' | 'camera_refused' | 'camera_busy' | 'camera_insecure';
export type CameraChoice = { deviceId: string; label: string };

export interface Memory {
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
}

const memoryKey = 'tillit.camera';
const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };

/** Torch is part of Media Capture Extensions, which TypeScript's DOM library does not describe. */
type Torch = { torch?: boolean };
type TorchWish = { advanced: Torch[] };

function faultOf(fault: unknown): CameraFault {
	const name = fault instanceof DOMException ? fault.name : '';
	if (name === 'NotAllowedError' || name === 'SecurityError') return 'camera_refused';
	if (name === 'NotReadableError' || name === 'AbortError') return 'camera_busy';
	return 'camera_absent';
}

export class Camera {
	readonly stream: MediaStream;
	readonly #track: MediaStreamTrack;

	private constructor(stream: MediaStream, track: MediaStreamTrack) {
		this.stream = stream;
		this.#track = track;
	}

	/** Opens the camera that was chosen last, else the one at the back. */
	static async open(
		devices: MediaDevices | undefined,
		memory: Memory
	): Promise<{ ok: true; camera: Camera } | { ok: false; code: CameraFault }> {
		if (!devices) return { ok: false, code: 'camera_insecure' };
		const remembered = memory.getItem(memoryKey);
		const wishes: MediaTrackConstraints[] = [{ ...size, facingMode: { ideal: 'environment' } }];
		if (remembered) wishes.unshift({ ...size, deviceId: { exact: remembered } });
		let fault: CameraFault = 'camera_absent';
		for (const video of wishes) {
			try {
				const stream = await devices.getUserMedia({ video, audio: false });
				const track = stream.getVideoTracks()[0];
				if (track) return { ok: true, camera: new Camera(stream, track) };
			} catch (error) {
				fault = faultOf(error);
				if (fault === 'camera_refused') break;
			}
		}
		return { ok: false, code: fault };
	}

	get label(): string {
		return this.#track.label;
	}

	get deviceId(): string {
		return this.#track.getSettings().deviceId ?? '';
	}

	get height(): number {
		return this.#track.getSettings().height ?? 0;
	}

	get hasTorch(): boolean {
		const abilities: MediaTrackCapabilities & Torch = this.#track.getCapabilities();
		return abilities.torch === true;
	}

	async setTorch(on: boolean): Promise<void> {
		const wish: TorchWish = { advanced: [{ torch: on }] };
		await this.#track.applyConstraints(wish as MediaTrackConstraints); // see `Torch`
	}

	close(): void {
		for (const track of this.stream.getTracks()) track.stop();
	}
}

/** Cameras of this device; their names are known once a camera was opened. */
export async function listCameras(devices: MediaDevices): Promise<CameraChoice[]> {
	const all = await devices.enumerateDevices();
	return all
		.filter((device) => device.kind === 'videoinput' && device.deviceId !== '')
		.map(({ deviceId, label }, index) => ({ deviceId, label: label || `Camera ${index + 1}` }));
}

export function rememberCamera(memory: Memory, deviceId: string): void {
	memory.setItem(memoryKey, deviceId);
}
