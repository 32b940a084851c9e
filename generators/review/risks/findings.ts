import { check, keyOf } from "../../check/checks.ts";
import type { Finding, RuleScope, Subject } from "../../check/rule.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { withoutHash } from "../../model/rendering/origins.ts";
import { reached } from "../compare/analyses.ts";
import type { ChangedFiles } from "../compare/changed-files.ts";

const OF_ONE_SIDE: readonly RuleScope[] = ["files", "builds", "whole"];

/** A finding that the change brings in, and the objects that it brings it to. */
interface Introduced {
  readonly finding: Finding;
  readonly objects: readonly KubernetesObject[];
}

/**
 * What rules find at the head and did not find at the base. Of an object of several environments
 * that is said of each: one of them may have had it before.
 */
export function introducedIn(subject: Subject, changed: ChangedFiles): Introduced[] {
  const { base, schemas } = subject;
  const look = (side: Analysis) => check({ ...reached(side, changed), schemas }, OF_ONE_SIDE);
  const found = look(subject);
  const before = found.length === 0 || base === undefined ? [] : look(base);
  const known = new Set(before.flatMap((finding) => singles(finding).map(({ key }) => key)));
  return found.flatMap((finding) => {
    const fresh = singles(finding).filter(({ key }) => !known.has(key));
    const objects = fresh.flatMap(({ object }) => object ?? []);
    if (fresh.length === 0) return [];
    // Where it is stands beside a risk, by environment.
    const { message } =
      (finding.each?.objects.length ?? 0) > 1 ? (finding.each ?? finding) : finding;
    return [{ finding: { ...finding, message }, objects }];
  });
}

/** A finding for each object that it is about, and what is equal where that is the same one. */
function singles(finding: Finding): { key: string; object?: KubernetesObject | undefined }[] {
  const { each, about } = finding;
  if (each === undefined) return [{ key: keyWithoutHashes(finding), object: about }];
  const key = keyWithoutHashes({ ...finding, message: each.message });
  return each.objects.map((object) => ({ key: `${key}\0${object.namespace}`, object }));
}

/** A message may name an object whose name has another hash now. */
function keyWithoutHashes(finding: Finding): string {
  const message = finding.message
    .split(/(?=[\s,.:;])/)
    .map(withoutHash)
    .join("");
  return keyOf({ ...finding, message });
}
