/** What the till says while it has no code yet, in English, and of what a former device left. */
export const tillEnrolEn = {
	'page.enrol': 'Set up this till',
	'enrol.title': 'Make this tablet a till',
	'enrol.text': 'A manager creates a code under Tills. Type it here, or scan its QR.',
	'enrol.stolen': 'This tablet was reported stolen',
	'enrol.stolen.do':
		'It is no till any more and keeps nothing. What it had sold is with a manager, who decides about it.',
	'enrol.retired': 'A manager retired this till',
	'enrol.retired.do': 'Everything it sold has arrived. With a new code this tablet becomes a till again.',
	'enrol.code': 'Code',
	'enrol.codeHint': '8 letters and digits, valid for 10 minutes',
	'enrol.go': 'Set up',
	'enrol.working': 'Setting up this till',
	'enrol.camera': 'Scan the code',
	'enrol.hold': 'Hold the code in the frame',
	'enrol.short': 'The code has at least 8 letters and digits.',
	'enrol.refused': 'The code was not taken.',
	'enrol.code_wrong': 'This code is not known. Check it, or ask a manager for a new one.',
	'enrol.code_used': 'Another device has used this code. Ask a manager for a new one.',
	'enrol.code_expired': 'This code is older than ten minutes. Ask a manager for a new one.',
	'enrol.server_busy': 'Too many tries, or the server is busy. Wait a few minutes, then try again.',
	'enrol.server_unreachable': 'The server does not answer. Check the network, then try again.',
	'enrol.server_unreadable': 'Something else answered than the server. Check the network, then try again.',
	'enrol.storage_failed': 'The browser could not write to its storage. Free some space, then try again.',
	'enrol.already_enrolled': 'This device is a till already. Load the page again.',
	'held.title': {
		one: 'This device lost its key, but still holds {count} entry',
		other: 'This device lost its key, but still holds {count} entries'
	},
	'refusedHeld.title': {
		one: 'The server does not take {count} entry of a former till',
		other: 'The server does not take {count} entries of a former till'
	},
	'refusedHeld.text':
		'Nothing is lost. Save them as a file and give it to a manager; it is tried again every ten minutes.',
	'held.text': 'They are kept and are being sent. Selling needs a new code.',
	'held.send': 'Send now',
	'held.sending': 'Sending',
	'held.file': 'Save as a file'
} as const;
