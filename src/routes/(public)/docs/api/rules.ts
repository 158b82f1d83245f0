/** What holds for every call, in the order a newcomer needs it. */
export const rules = [
	{
		term: 'Calls',
		text: 'POST with a JSON object as body, whatever the content type says. Calls that only read also take GET; identifiers are then written x_identifier=key=value. A slash at the end does no harm.'
	},
	{
		term: 'Token',
		text: 'Ask for one with your key, then send it as the member “token” of every body, or as Authorization: Bearer. It ends two hours after its issue. Renew it a little earlier, and once more when you hear that it has expired.'
	},
	{
		term: 'Answers',
		text: 'Always { "status": { "code", "description", "message" }, "data" }. The code is OK or the name of what went wrong; data is then null. Absent values are null. Unknown members of a request are ignored.'
	},
	{
		term: 'Values',
		text: 'Amounts are numbers in main units of the store’s currency. Dates are the store’s wall clock, 2026-03-14T10:42:07; a Z or an offset is taken at its word. IDs are 32 hexadecimal digits. Texts may carry numbers, 0 and 1 may stand for booleans, and empty means missing.'
	},
	{
		term: 'Choosing fields',
		text: 'fields_set names the members to answer, separated by commas; a dotted name keeps a part. Without it you get everything.'
	},
	{
		term: 'Pages',
		text: 'Lists take number_of_results (50 without it, at most 500) and offset. Whoever sends one of them also gets “paging” beside data, with has_more.'
	},
	{
		term: 'Once',
		text: 'A purchase is named by its store, external_system and external_system_reference_number, or else reference_number. The same one again answers the first; other content under the same name is refused. After a time-out send the same call again.'
	},
	{
		term: 'Unknown products',
		text: 'They are booked on a default product and the code that was meant is kept, unless the key refuses them. They count for offers on the whole purchase, not for offers on certain products.'
	},
	{
		term: 'Later names',
		text: 'accounts_receivable_identifier, performed_by_tap_identifier, performed_by_business_unit_identifier and requested_spend_amount of R17 and R18 are taken beside the earlier names.'
	},
	{
		term: 'Limits',
		text: '1,200 calls a minute and 60 customers a minute who are not found, each per key. Beyond that: HTTP 429 with Retry-After.'
	}
];
