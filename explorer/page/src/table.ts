// find returns the entry of that name of a table, and throws an Error if there is none.
export function find<T>(table: Record<string, T>, what: string, name: string): T {
	if (!Object.hasOwn(table, name)) {
		throw new Error(`unknown ${what} ${name}`);
	}
	return table[name];
}
