/** Sets one field of the offer that is written: the parts of the editor share it and change it in place. */
export function change<T extends object, K extends keyof T>(part: T, key: K, value: T[K]): void {
	part[key] = value;
}
