/**
 * What the fields of one form show: a value for each name, and the fault found with it. Values that are no text (lists,
 * ticks) belong to controls of their own.
 */
export interface FormFields<Values extends object> {
	readonly values: Readonly<Values>;
	readonly faults: Readonly<Partial<Record<keyof Values, string>>>;
}
