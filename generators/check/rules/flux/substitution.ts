import type { Cluster } from "../../../model/fleet/clusters.ts";
import { titleOf } from "../../../model/objects/object.ts";
import type { SubstitutionFault } from "../../../model/substitution/substitute.ts";
import type { InvalidVariable, Substituted } from "../../../model/substitution/variables.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** Flux takes every variable and every text that a `postBuild` reaches. */
export const substitution: Rule = {
  name: "substitution",
  needs: "whole",
  summary: "Flux takes every text that spec.postBuild reaches, and every name of a variable.",
  why: "Flux applies nothing of a Flux Kustomization in which one `$` and `{` begins no variable, one object is no YAML any more once the values are in, or one name of a variable has a hyphen or a dot, used or not.",
  fix: "Names have letters, digits and `_` alone. Text that is not for Flux, such as a shell script, doubles the dollar sign, or the object says `kustomize.toolkit.fluxcd.io/substitute: disabled`. Where a value breaks the YAML, put the variable in quotes.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => [
      ...invalidIn(cluster, subject),
      ...cluster.syncs.flatMap(({ flux, undefinedVariables }) =>
        undefinedVariables.flatMap((each) =>
          each.faults.map((fault) => refused(each, fault, flux.name, subject)),
        ),
      ),
    ]);
  },
};

function refused(
  { object }: Substituted,
  { steps, reason, excerpt }: SubstitutionFault,
  sync: string,
  subject: Subject,
): Finding {
  const isShown = excerpt !== undefined && object.kind !== "Secret";
  const message = isShown
    ? `Flux refuses ${excerpt} of ${titleOf(object)}: ${reason}.`
    : `Flux refuses ${titleOf(object)} with the variables of ${sync}: ${reason}.`;
  const hint =
    excerpt === undefined
      ? "Put the variable in quotes, or correct its value."
      : "A name has letters, digits and _ alone, and a default stands behind := or :-. What is not for Flux is written $${...}.";
  return { rule: substitution.name, message, ...whereIs(subject, object, steps), hint };
}

/** Each name once, whatever number of Flux Kustomizations read it. */
function invalidIn({ syncs }: Cluster, subject: Subject): Finding[] {
  const readers = new Map<string, InvalidVariable & { readonly syncs: typeof syncs }>();
  for (const sync of syncs) {
    for (const each of sync.variables?.invalid ?? []) {
      const giver = each.config ?? sync.flux.object;
      const key = JSON.stringify([titleOf(giver), each.name]);
      readers.set(key, { ...each, syncs: [...(readers.get(key)?.syncs ?? []), sync] });
    }
  }
  return [...readers.values()].flatMap(({ name, config, syncs: [first, ...more] }) => {
    if (first === undefined) return [];
    const giver = config ?? first.flux.object;
    const steps = config === undefined ? ["spec", "postBuild", "substitute", name] : ["data", name];
    const others = more.length === 0 ? "" : ` and of ${more.length} more`;
    return {
      rule: substitution.name,
      message: `${name} of ${titleOf(giver)} is no name of a variable: Flux applies nothing of ${first.flux.name}${others}.`,
      ...whereIs(subject, giver, steps),
      hint: "A name begins with a letter or _ and has letters, digits and _ alone.",
    };
  });
}
