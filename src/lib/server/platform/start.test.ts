import { describe, expect, it } from 'vitest';
import { decideHost, isHttpsOutside, readFlags } from './flags';
import { decideKind } from './installation';
import { listCertificateNames, listLanAddresses } from './lan-addresses';
import { explainPort } from './web-server';

describe('a start', () => {
	it('refuses an option it does not know', () => {
		expect(readFlags(['--shop', '--lan'])).toEqual({ dev: false, shop: true, lan: true });
		expect(() => readFlags(['--shopp'])).toThrow(/Unknown option --shopp/);
	});

	it('listens on this machine only, unless tablets or HOST ask for more', () => {
		expect(decideHost({ host: null, tls: null }, { lan: false })).toBe('127.0.0.1');
		expect(decideHost({ host: null, tls: null }, { lan: true })).toBe('0.0.0.0');
		expect(decideHost({ host: '10.0.0.7', tls: null }, { lan: true })).toBe('10.0.0.7');
		expect([isHttpsOutside({ origin: 'https://a.org' }), isHttpsOutside({ origin: null })]).toEqual([true, false]);
	});

	it('decides once whether it is a demo or a shop', () => {
		expect(decideKind(null, { shop: false, outsideDatabase: false })).toBe('demo');
		expect(decideKind(null, { shop: true, outsideDatabase: false })).toBe('shop');
		expect(decideKind(null, { shop: false, outsideDatabase: true })).toBe('shop');
		expect(decideKind('shop', { shop: false, outsideDatabase: false })).toBe('shop');
		expect(() => decideKind('demo', { shop: true, outsideDatabase: false })).toThrow(/holds the demo shop/);
	});

	it('explains a port it cannot have', () => {
		const explain = (code: string) => explainPort(Object.assign(new Error(), { code }), 3000, '1.2.3.4');
		expect(explain('EADDRINUSE')).toMatch(/^Port 3000 is taken.*PORT=3001 npm start$/);
		expect(explain('EADDRNOTAVAIL')).toMatch(/HOST=1.2.3.4 is not an address/);
	});

	it('names the addresses a tablet can reach, the likeliest first', () => {
		const at = (address: string, internal = false) =>
			[{ address, internal, family: 'IPv4', netmask: '', mac: '', cidr: null }] satisfies [object] as never;
		const found = listLanAddresses({
			lo: at('127.0.0.1', true),
			docker0: at('172.17.0.1'),
			wlan0: at('10.1.1.1'),
			eth0: at('192.168.1.5')
		});
		expect(found).toEqual(['192.168.1.5', '10.1.1.1']);
		expect(listCertificateNames(found, 'Shop.example')).toEqual([...found, 'shop.local', 'localhost', '127.0.0.1']);
	});
});
