import { isIP, isIPv4 } from 'node:net';

/** Networks and names that never belong to anybody on the internet. */
const privateNetworks = [
	'10.0.0.0/8',
	'172.16.0.0/12',
	'192.168.0.0/16',
	'169.254.0.0/16',
	'100.64.0.0/10',
	'127.0.0.0/8'
];
const privateNetworks6 = ['fc00::/7', 'fe80::/10', '::1/128'];
const privateNames = ['localhost', 'local', 'lan', 'internal', 'home.arpa', 'fritz.box'];

/**
 * RFC 5280 §4.2.1.10: the only names and addresses a CA may vouch for, as DER. Private networks, plus what this machine
 * has at the moment, in case its network uses public addresses.
 */
export function nameConstraints(own: string[]): Uint8Array<ArrayBuffer> {
	const names = new Set([...privateNames, ...own.filter((name) => !isIP(name))]);
	const addresses = own.filter((name) => isIP(name)).map((address) => `${address}/${isIPv4(address) ? 32 : 128}`);
	const networks = [...privateNetworks, ...privateNetworks6, ...addresses];
	const subtrees = [
		...[...names].map((name) => tag(0x82, [...Buffer.from(name, 'ascii')])),
		...networks.map((network) => tag(0x87, network.includes(':') ? mask6(network) : mask4(network)))
	].map((name) => tag(0x30, name));
	return new Uint8Array(tag(0x30, tag(0xa0, subtrees.flat())));
}

/** One DER element; everything here is shorter than 64 KiB. */
function tag(kind: number, content: number[]): number[] {
	const { length } = content;
	if (length < 128) return [kind, length, ...content];
	if (length < 256) return [kind, 0x81, length, ...content];
	return [kind, 0x82, length >> 8, length & 255, ...content];
}

function mask4(network: string): number[] {
	const [address = '', bits = '32'] = network.split('/');
	return [...address.split('.').map(Number), ...maskBytes(Number(bits), 4)];
}

function mask6(network: string): number[] {
	const [address = '', bits = '128'] = network.split('/');
	const [head = '', tail = ''] = address.split('::');
	const words = (text: string) =>
		text
			.split(':')
			.filter(Boolean)
			.map((word) => parseInt(word, 16));
	const [before, after] = [words(head), words(tail)];
	const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
	return [...all.flatMap((word) => [word >> 8, word & 255]), ...maskBytes(Number(bits), 16)];
}

function maskBytes(bits: number, size: number): number[] {
	return Array.from({ length: size }, (_, index) => (0xff00 >> Math.min(8, Math.max(0, bits - index * 8))) & 255);
}
