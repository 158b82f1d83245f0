import { isIP } from 'node:net';

/** Browser features the apps use themselves; everything else stays off for embedded content. */
const ownFeatures = [
	'camera',
	'usb',
	'serial',
	'hid',
	'screen-wake-lock',
	'publickey-credentials-get',
	'publickey-credentials-create'
];
const unusedFeatures = ['geolocation', 'microphone', 'payment', 'browsing-topics'];

const fixedHeaders: Record<string, string> = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'strict-origin-when-cross-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': [
		...ownFeatures.map((name) => `${name}=(self)`),
		...unusedFeatures.map((name) => `${name}=()`)
	].join(', ')
};

export const frameAncestors = "frame-ancestors 'none'";

/** The headers every answer carries, whoever made it: a page, a static file, an error. */
export function securityHeaders({ https, hostname }: { https: boolean; hostname: string }): Record<string, string> {
	if (!https || !keepsHttps(hostname)) return fixedHeaders;
	return { ...fixedHeaders, 'strict-transport-security': 'max-age=31536000' };
}

/** HSTS on localhost or a local name would break other programs on the same machine for a year. */
function keepsHttps(hostname: string): boolean {
	const name = hostname.replace(/^\[|\]$/g, '');
	return isIP(name) === 0 && name.includes('.') && !name.endsWith('.local') && !name.endsWith('.localhost');
}

/** Adds `frame-ancestors` to the policy the framework made for a page, or makes one for everything else. */
export function withFrameAncestors(policy: string | undefined): string {
	if (!policy) return frameAncestors;
	return policy.includes('frame-ancestors') ? policy : `${policy}; ${frameAncestors}`;
}
