import { oneLine } from "../../base/text/text.ts";
import { some } from "../../check/facts/sync-graph.ts";
import type { Half, Unit } from "./units.ts";

/** More names than a line has room for. */
const NAMED_MAX = 6;

/** Whether the objects of a unit are known, on the sides on which it is. */
export function isKnown(unit: Unit): boolean {
  return whyUnknown(unit) === undefined;
}

/** Whether a unit is in the picture: what reads another repository stands there without its objects. */
export function isDrawn(unit: Unit): boolean {
  const isElsewhere = [unit.before, unit.now].every(
    (half) => half === undefined || typeof half.sync?.folder === "object",
  );
  return isElsewhere || isKnown(unit);
}

/** Why the objects of units are not known, a sentence for each reason; with several clusters, where. */
export function unknownIn(units: readonly Unit[]): string[] {
  const isOne = new Set(units.map(({ place }) => place.cluster)).size < 2;
  const names = new Map<string, string[]>();
  for (const unit of units) {
    const reason = whyUnknown(unit);
    if (reason === undefined) continue;
    const { cluster, sync } = unit.place;
    const name = isOne ? sync : `${sync} of ${cluster}`;
    names.set(reason, [...(names.get(reason) ?? []), name]);
  }
  return [...names].map(([reason, units]) => `${some(units, NAMED_MAX)}${reason}`);
}

/** What follows the name of the unit; of both sides what is wrong with the head. */
function whyUnknown({ before, now }: Unit): string | undefined {
  const [current, old] = [now, before].map((half) => half && faultOf(half));
  const reason = current === undefined ? old && ` at the base: ${old}` : `: ${current}`;
  return reason && oneLine(reason);
}

function faultOf({ rendering, sync, unknown }: Half): string | undefined {
  if (sync !== undefined || rendering === undefined) return unknown && withoutAnchors(unknown);
  const [remote] = rendering.planned.closure.remote;
  if (remote !== undefined)
    return `${remote.from} names ${remote.value}, which would have to be fetched.`;
  return rendering.build?.ok === false
    ? `it does not build: ${withoutAnchors(rendering.build.message)}`
    : undefined;
}

/** What a YAML parser takes for an alias may be a value that begins with a star. */
function withoutAnchors(message: string): string {
  return message.replaceAll(/unknown anchor '[^'\n]*'/g, "unknown anchor");
}
