import { SubstitutionRefusal } from "../refusal.ts";

/** Where a token may turn out to be a key: what stands before a `:` on one line. */
export interface PossibleKey {
  /** Undefined where there is none. */
  token: number | undefined;
  readonly isRequired: boolean;
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

/** Characters of a key that stands on one line with its value. */
const KEY_MAX = 1024;

export const NO_KEY: PossibleKey = {
  token: undefined,
  isRequired: false,
  at: 0,
  line: 0,
  column: 0,
};

/**
 * Whether a key can still be one: not on a further line, and not too long.
 * @throws SubstitutionRefusal where it has to be one.
 */
export function isStill(key: PossibleKey, { at, line }: { at: number; line: number }): boolean {
  if (key.token === undefined) return false;
  if (key.line === line && key.at + KEY_MAX >= at) return true;
  forget(key);
  return false;
}

/** @throws SubstitutionRefusal where it has to be one. */
export function forget(key: PossibleKey): void {
  if (key.token !== undefined && key.isRequired) {
    throw new SubstitutionRefusal("could not find expected ':'");
  }
  key.token = undefined;
}
