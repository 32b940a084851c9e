/**
 * What a table has for a key that a manifest gives, and never what every object inherits: a
 * `kind: constructor` has no entry. Indexing by such a key is left to this function and to `at`.
 */
export function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
