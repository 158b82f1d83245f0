import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { X509Certificate, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { nameConstraints } from './name-constraints';
import { tlsFolder } from './tls-files';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;
const caDays = 3650;
/** Below the 398 days that every browser accepts. */
const serverDays = 390;
const renewBeforeDays = 30;

export interface ServerCertificate {
	/** The certificate and the CA's behind it, as PEM. */
	cert: string;
	key: string;
}

/**
 * The certificate for this machine's names and addresses, signed by the installation's own CA. The CA is made once, so
 * that tablets need to trust it once; the certificate is renewed when names change or its time comes.
 */
export async function ensureServerCertificate(
	dataFolder: string,
	names: string[],
	now: number
): Promise<ServerCertificate> {
	x509.cryptoProvider.set(webcrypto as Crypto);
	const folder = tlsFolder(dataFolder);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const ca = await ensureCa(folder, names, now);
	const files = { cert: join(folder, 'server.crt'), key: join(folder, 'server.key') };
	if (!isUsable(files.cert, names, ca.pem, now)) {
		const { cert, key } = await signServer(ca, names, now);
		write(files.key, key);
		write(files.cert, `${cert}\n${ca.pem}`);
	}
	return { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
}

interface Ca {
	pem: string;
	certificate: x509.X509Certificate;
	privateKey: CryptoKey;
}

async function ensureCa(folder: string, names: string[], now: number): Promise<Ca> {
	const files = { cert: join(folder, 'ca.crt'), key: join(folder, 'ca.key') };
	if (!existsSync(files.cert) || !existsSync(files.key)) {
		const { cert, key } = await makeCa(names, now);
		write(files.key, key);
		write(files.cert, cert);
	}
	const pem = readFileSync(files.cert, 'utf8');
	const pkcs8 = x509.PemConverter.decodeFirst(readFileSync(files.key, 'utf8'));
	const privateKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
	return { pem, certificate: new x509.X509Certificate(pem), privateKey: privateKey as CryptoKey };
}

async function makeCa(names: string[], now: number): Promise<ServerCertificate> {
	const keys = await makeKeys();
	const certificate = await x509.X509CertificateGenerator.createSelfSigned({
		name: `CN=Tillit CA ${new Date(now).toISOString().slice(0, 10)}`,
		notBefore: new Date(now - dayMs),
		notAfter: new Date(now + caDays * dayMs),
		signingAlgorithm: algorithm,
		keys,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
			// A stolen CA key must not be able to speak for the rest of the internet.
			new x509.Extension('2.5.29.30', true, nameConstraints(names))
		]
	});
	return { cert: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
}

async function signServer(ca: Ca, names: string[], now: number): Promise<ServerCertificate> {
	const keys = await makeKeys();
	const certificate = await x509.X509CertificateGenerator.create({
		subject: 'CN=Tillit',
		issuer: ca.certificate.subject,
		notBefore: new Date(now - dayMs),
		notAfter: new Date(now + serverDays * dayMs),
		signingAlgorithm: algorithm,
		publicKey: keys.publicKey,
		signingKey: ca.privateKey,
		extensions: [
			new x509.BasicConstraintsExtension(false),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
			new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
			new x509.SubjectAlternativeNameExtension(
				names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))
			),
			await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
		]
	});
	return { cert: certificate.toString('pem'), key: await exportKey(keys.privateKey) };
}

function isUsable(file: string, names: string[], caPem: string, now: number): boolean {
	if (!existsSync(file)) return false;
	const certificate = new X509Certificate(readFileSync(file));
	return (
		Date.parse(certificate.validTo) - now > renewBeforeDays * dayMs &&
		certificate.verify(new X509Certificate(caPem).publicKey) &&
		names.every((name) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined)
	);
}

async function makeKeys(): Promise<CryptoKeyPair> {
	return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
}

async function exportKey(key: CryptoKey): Promise<string> {
	const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', key as webcrypto.CryptoKey);
	return x509.PemConverter.encode(pkcs8, 'PRIVATE KEY');
}

function write(file: string, text: string): void {
	writeFileSync(`${file}.new`, text, { mode: 0o600 });
	renameSync(`${file}.new`, file);
}
