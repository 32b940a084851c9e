import type { Problem } from "../../base/problem/problem.ts";
import type { Repository } from "../../model/views/repository.ts";

/**
 * That there is no environment of a name, or undefined where there is.
 * @param option whose answer it is.
 * @param purpose what it would be for, such as ` to start from`.
 */
export function environmentFault(
  option: string,
  name: string,
  { environments }: Repository,
  purpose = "",
): Problem | undefined {
  const known = environments.map((each) => each.name);
  return unknown(option, "environment", name, known, purpose);
}

/** That there is no app of a name, or undefined where there is. */
export function appFault(option: string, name: string, { apps }: Repository): Problem | undefined {
  return unknown(option, "app", name, apps, "");
}

function unknown(
  rule: string,
  what: string,
  name: string,
  known: readonly string[],
  purpose: string,
): Problem | undefined {
  if (known.includes(name)) return undefined;
  const all = `${what.charAt(0).toUpperCase()}${what.slice(1)}s`;
  return {
    rule,
    message: `There is no ${what} ${JSON.stringify(name)}${purpose}.`,
    hint: `${all}: ${known.join(", ") || "none yet"}.`,
  };
}
