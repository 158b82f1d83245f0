/** How each kind of device comes to trust the installation's certificate. */
export const steps = [
	{
		device: 'iPad and iPhone',
		todo: [
			'Open this page in Safari and tap Download the certificate, then Allow.',
			'Settings → Profile Downloaded → Install.',
			'Settings → General → About → Certificate Trust Settings: switch Tillit CA on.'
		]
	},
	{
		device: 'Android',
		todo: [
			'Tap Download the certificate.',
			'Settings → Security → More security settings → Install from device storage → CA certificate (names differ a little by maker).',
			'Choose tillit-ca.crt and confirm.'
		]
	},
	{
		device: 'Windows',
		todo: [
			'Download the certificate and open it → Install Certificate → Current User.',
			'Place all certificates in: Trusted Root Certification Authorities.',
			'Close all Chrome or Edge windows and open them again.'
		]
	},
	{
		device: 'Mac',
		todo: [
			'Download the certificate and open it with Keychain Access.',
			'Double-click Tillit CA → Trust → When using this certificate: Always Trust.'
		]
	}
];
