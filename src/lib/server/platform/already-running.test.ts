import { describe, expect, it } from 'vitest';
import { explainTaken } from './already-running';
import { PortError } from './web-server';

const config = { databaseUrl: null, dataFolder: '/shop/data', port: 3000 };
const taken = new PortError('Port 3000 is taken.', { taken: true });
const explain = (error: unknown, port: number | null, change: Partial<{ databaseUrl: string }> = {}) =>
	explainTaken(error, { ...config, ...change }, 'http://localhost:3000', () =>
		Promise.resolve(port === null ? null : { port })
	);

describe('a start whose port is taken', () => {
	it('names the address at which Tillit runs on this data already', async () => {
		expect(await explain(taken, 3000)).toHaveProperty(
			'message',
			'Tillit is already running on this data folder on port 3000: http://localhost:3000'
		);
	});

	it('names the other port when the data are served there', async () => {
		expect(await explain(taken, 4000)).toHaveProperty(
			'message',
			'Tillit is already running on this data folder on port 4000.'
		);
	});

	it('speaks of the port alone when another program has it', async () => {
		expect(await explain(taken, null)).toBe(taken);
		expect(await explain(taken, 3000, { databaseUrl: 'postgresql://db/tillit' })).toBe(taken);
		const unreadable = () => Promise.reject(new Error('no rights'));
		expect(await explainTaken(taken, config, '', unreadable)).toBe(taken);
	});

	it('leaves other faults as they are', async () => {
		const rights = new PortError('Port 80 needs more rights.', { taken: false });
		expect(await explain(rights, 3000)).toBe(rights);
	});
});
