import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config';

describe('the configuration', () => {
	it('needs no setting at all', () => {
		expect(readConfig({ INIT_CWD: '/shop' })).toMatchObject({
			dataFolder: '/shop/data',
			port: 3000,
			host: null,
			origin: null,
			databaseUrl: null,
			tls: null,
			logLevel: 'info'
		});
	});

	it('takes relative paths from the folder the person is in', () => {
		const config = readConfig({ INIT_CWD: '/here', TILLIT_DATA: 'd', TLS_CERT: 'a.pem', TLS_KEY: '/b.pem' });
		expect([config.dataFolder, config.tls]).toEqual(['/here/d', { certFile: '/here/a.pem', keyFile: '/b.pem' }]);
	});

	it('keeps only the origin of ORIGIN', () => {
		expect(readConfig({ ORIGIN: 'https://till.example.org/' }).origin).toBe('https://till.example.org');
	});

	it.each([
		[{ PORT: '0' }, /PORT must be/],
		[{ PORT: '3000x' }, /PORT must be/],
		[{ ORIGIN: 'till.example.org' }, /ORIGIN must be/],
		[{ ORIGIN: 'https://till.example.org/shop' }, /ORIGIN must be/],
		[{ DATABASE_URL: 'mysql://host/db' }, /DATABASE_URL must look like/],
		[{ TLS_CERT: 'only.pem' }, /belong together/],
		[{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be/],
		[{ CRMCOM_ERROR_STATUS: '200' }, /CRMCOM_ERROR_STATUS must be/],
		[{ REWARDS: 'loyalty' }, /REWARDS must be builtin or crmcom/],
		[{ REWARDS: 'crmcom', CRMCOM_KEY: 'k' }, /CRMCOM_URL, an address/],
		[{ REWARDS: 'crmcom', CRMCOM_URL: 'rewards.example', CRMCOM_KEY: 'k' }, /CRMCOM_URL, an address/],
		[{ REWARDS: 'crmcom', CRMCOM_URL: 'https://rewards.example' }, /CRMCOM_KEY, the web API key/],
		[
			{ REWARDS: 'crmcom', CRMCOM_URL: 'https://r.example', CRMCOM_KEY: 'k', CRMCOM_ORGANISATION: 'o' },
			/belongs to CRMCOM_USER/
		]
	])('refuses %o with one line', (env, line) => {
		expect(() => readConfig(env)).toThrow(line);
		expect(() => readConfig(env)).toThrow(ConfigError);
	});

	it('does not repeat the password of a wrong DATABASE_URL', () => {
		expect(() => readConfig({ DATABASE_URL: 'mysql://me:secret@host/db' })).toThrow(/^((?!secret).)*$/);
	});
});
