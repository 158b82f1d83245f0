/** Whether this till can sell without a network: each check says it in a line. */
import type { ReadTimes } from '$lib/till/devices/camera/scan-loop';
import { ts } from './words';
import type { TillPort } from '../port';

export type Check = { name: string; detail: string; isGood: boolean };

/** What only the browser knows; measured when the page opens and on demand. */
export type Measured = {
	engine: { name: 'browser' | 'wasm' | 'js' } | { fault: string } | null;
	cameras: number | null;
	times: ReadTimes | null;
	/** How the server gets on with whoever keeps the members' value; null when it was not reached. */
	rewards: 'here' | 'answers' | 'unheard' | 'silent' | null;
};
export type AppFacts = { version: string; isStored: boolean; isUpdateReady: boolean };

const largestClockErrorMs = 30_000;

export function checksOf(till: TillPort, measured: Measured, app: AppFacts): Check[] {
	return [
		productCheck(till),
		staffCheck(till),
		clockCheck(till),
		{
			name: ts('check.kept'),
			detail: ts(till.storageKept ? 'check.kept.ok' : 'check.kept.no'),
			isGood: till.storageKept
		},
		journalCheck(till),
		engineCheck(measured),
		// A till with a hand scanner needs no camera; where there is none, only the list of devices says so.
		...(measured.cameras === 0 ? [] : [cameraCheck(measured)]),
		...(measured.rewards ? [rewardsCheck(measured.rewards)] : []),
		appCheck(app)
	];
}

function productCheck({ catalogue }: TillPort): Check {
	const name = ts('check.products');
	if (catalogue.loading) {
		const { done, total } = catalogue.loading;
		return { name, detail: ts('check.products.loading', { count: done, total }), isGood: false };
	}
	const isGood = catalogue.count > 0;
	return {
		name,
		detail: isGood ? ts('check.products.ok', { count: catalogue.count }) : ts('check.products.none'),
		isGood
	};
}

function staffCheck({ staff }: TillPort): Check {
	const count = staff.length;
	const detail = count > 0 ? ts('check.staff.ok', { count }) : ts('check.staff.none');
	return { name: ts('check.staff'), detail, isGood: count > 0 };
}

function clockCheck({ sync }: TillPort): Check {
	const seconds = (Math.abs(sync.clockOffsetMs) / 1000).toFixed(1);
	const isGood = Math.abs(sync.clockOffsetMs) <= largestClockErrorMs;
	return { name: ts('check.clock'), detail: ts(isGood ? 'check.clock.ok' : 'check.clock.bad', { seconds }), isGood };
}

function journalCheck({ journal: { seq, head, witnesses } }: TillPort): Check {
	const name = ts('check.journal');
	const { mark, copy, missing } = witnesses;
	if (copy === 'behind') return { name, detail: ts('check.journal.behind', { count: missing }), isGood: false };
	if (copy === 'none') return { name, detail: ts('check.journal.noCopy'), isGood: false };
	if (!mark) return { name, detail: ts('check.journal.noMark'), isGood: false };
	return { name, detail: ts('check.journal.ok', { seq, head: head.slice(0, 4) }), isGood: true };
}

function engineCheck({ engine, times }: Measured): Check {
	const name = ts('check.engine');
	if (!engine) return { name, detail: ts('check.engine.starting'), isGood: true };
	if ('fault' in engine) return { name, detail: ts('check.engine.none', { reason: engine.fault }), isGood: false };
	const words = ts(`check.engine.${engine.name}`);
	const detail = times ? ts('check.engine.ms', { engine: words, ms: Math.round(times.medianMs) }) : words;
	return { name, detail, isGood: true };
}

function cameraCheck({ cameras }: Measured): Check {
	const count = cameras ?? 0;
	const detail = count > 0 ? ts('check.camera.ok', { count }) : ts('check.camera.none');
	return { name: ts('check.camera'), detail, isGood: cameras === null || count > 0 };
}

function rewardsCheck(state: NonNullable<Measured['rewards']>): Check {
	return { name: ts('check.rewards'), detail: ts(`check.rewards.${state}`), isGood: state !== 'silent' };
}

function appCheck({ version, isStored, isUpdateReady }: AppFacts): Check {
	const word = isUpdateReady ? 'check.app.update' : isStored ? 'check.app.ok' : 'check.app.no';
	return { name: ts('check.app'), detail: ts(word, { version }), isGood: isStored && !isUpdateReady };
}
