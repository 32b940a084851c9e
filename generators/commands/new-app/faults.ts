import { parseQuantity } from "../../base/answers/quantity.ts";
import { shown } from "../../base/answers/shown.ts";
import { keyFault } from "../../base/answers/values.ts";
import type { Problem } from "../../base/problem/problem.ts";

/** Requests of the base app, where nobody asks for others. */
export const USUAL = { cpu: "100m", memory: "128Mi" };

/** A value that was given by mistake is not repeated: messages end up in logs. */
export function secretFault(key: string): string | undefined {
  const name = nameIn(key);
  return name === key ? keyFault(key) : `${shown(name)} was given with a value.`;
}

/** What is before the first `=`. */
export function nameIn(pair: string): string {
  return pair.split("=", 1)[0] ?? "";
}

/** That no pod could start: its request is above its limit. */
export function limitFault(
  resource: "cpu" | "memory",
  limit: string,
  request: string = USUAL[resource],
): Problem | undefined {
  const [most, asked] = [parseQuantity(limit), parseQuantity(request)];
  if (most === undefined || asked === undefined || asked <= most) return undefined;
  return {
    rule: "limit",
    message: `The ${resource} request of ${request} is above the limit of ${limit}.`,
    hint: "Kubernetes refuses such a pod.",
  };
}
