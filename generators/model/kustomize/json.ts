/** Characters that are a line end to a reader of YAML 1.1, or that it refuses. */
const UNREADABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Data as a text that every reader of YAML and of JSON reads alike. */
export function jsonOf(data: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(data, null, 1).replace(UNREADABLE, escaped);
}
