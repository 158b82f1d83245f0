import { hostname, networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

type Interfaces = Partial<Record<string, NetworkInterfaceInfo[]>>;

/** Names of networks that exist only inside this machine. */
const virtual = /^(docker|br-|veth|virbr|vmnet|vboxnet|utun|awdl|llw|lxc|cni|flannel)/;

/** Addresses under which tablets in the same network reach this machine, the most likely one first. */
export function listLanAddresses(interfaces: Interfaces = networkInterfaces()): string[] {
	const found = Object.entries(interfaces)
		.filter(([name]) => !virtual.test(name))
		.flatMap(([, infos]) => infos ?? [])
		.filter((info) => info.family === 'IPv4' && !info.internal && !info.address.startsWith('169.254.'))
		.map((info) => info.address);
	return found.sort((a, b) => rank(a) - rank(b));
}

function rank(address: string): number {
	return address.startsWith('192.168.') ? 0 : address.startsWith('10.') ? 1 : 2;
}

/** Everything the certificate speaks for: the addresses, this machine's name, and itself. */
export function listCertificateNames(addresses: string[], host = hostname()): string[] {
	const short = host.split('.')[0]?.toLowerCase() ?? '';
	const names = /^[a-z0-9-]{1,63}$/.test(short) ? [`${short}.local`] : [];
	return [...new Set([...addresses, ...names, 'localhost', '127.0.0.1'])];
}
