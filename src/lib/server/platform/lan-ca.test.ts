import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureServerCertificate } from './lan-ca';
import { caFile } from './tls-files';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'tillit-ca-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = Date.UTC(2026, 2, 1);
const dayMs = 86_400_000;
const names = ['192.168.1.5', 'shop.local', 'localhost', '127.0.0.1'];

it('makes one CA for ever and renews the certificate when an address or the time comes', async () => {
	const first = await ensureServerCertificate(folder, names, now);
	const ca = readFileSync(caFile(folder), 'utf8');
	const certificate = new X509Certificate(first.cert);
	expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true);
	expect(certificate.checkIP('192.168.1.5')).toBe('192.168.1.5');
	expect(certificate.checkHost('shop.local')).toBe('shop.local');

	expect(await ensureServerCertificate(folder, names, now + dayMs)).toEqual(first);
	expect((await ensureServerCertificate(folder, names, now + 370 * dayMs)).cert).not.toBe(first.cert);
	const moved = await ensureServerCertificate(folder, ['192.168.1.6', ...names], now);
	expect(new X509Certificate(moved.cert).checkIP('192.168.1.6')).toBe('192.168.1.6');
	expect(readFileSync(caFile(folder), 'utf8')).toBe(ca);
});
