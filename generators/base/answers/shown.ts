/** Characters of a value that a message shows. */
const LONGEST = 100;

/** A value as a message shows it: in quotes, and of a very long one the beginning. */
export function shown(value: string): string {
  return JSON.stringify(value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value);
}
