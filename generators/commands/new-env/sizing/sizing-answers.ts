import { parseQuantity } from "../../../base/answers/quantity.ts";
import { quantityFault, wholeFault } from "../../../base/answers/values.ts";
import { one, type RawAnswers } from "../../command/generator.ts";
import type { Sizing } from "./sizing.ts";

const REPLICAS_MAX = 1000;

/** Notes a problem; no message is none. */
export type Say = (rule: string, message: string | undefined, hint?: string) => void;

/** The figures of a preset, with those that were given in their place. */
export function sizingOf(raw: RawAnswers, preset: Sizing | undefined, say: Say): Partial<Sizing> {
  const given = (flag: string) => one(raw, flag);
  const min = given("min-replicas");
  const max = given("max-replicas");
  const cpu = given("cpu");
  const memory = given("memory");
  if (min !== undefined) say("replicas", wholeFault(min, 1, REPLICAS_MAX, "--min-replicas"));
  if (max !== undefined) say("replicas", wholeFault(max, 1, REPLICAS_MAX, "--max-replicas"));
  if (cpu !== undefined) say("quantity", prefixed("--cpu", quantityFault(cpu, "cpu")));
  if (memory !== undefined) say("quantity", prefixed("--memory", quantityFault(memory, "memory")));
  const sizing: Partial<Sizing> = {
    ...preset,
    ...(min === undefined ? {} : { min: Number(min) }),
    ...(max === undefined ? {} : { max: Number(max) }),
    ...(cpu === undefined || parseQuantity(cpu) === undefined ? {} : { cpu }),
    ...(memory === undefined || parseQuantity(memory) === undefined ? {} : { memory }),
  };
  if ((sizing.min ?? 1) > (sizing.max ?? Number.POSITIVE_INFINITY)) {
    const fix = max === undefined ? ` Give --max-replicas ${sizing.min} or more.` : "";
    say(
      "replicas",
      `The minimum of ${sizing.min} replicas is above the maximum of ${sizing.max}.`,
      `The autoscaler needs room between them.${fix}`,
    );
  }
  return sizing;
}

/** A fault of a flag, with its name in front. */
export function prefixed(flag: string, fault: string | undefined): string | undefined {
  return fault === undefined ? undefined : `${flag}: ${fault}`;
}
