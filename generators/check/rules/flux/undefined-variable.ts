import { entriesAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import { titleOf } from "../../../model/objects/object.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Rule } from "../../rule.ts";

/** Every `${variable}` of an object that a `postBuild` reaches has a value. */
export const undefinedVariable: Rule = {
  name: "undefined-variable",
  needs: "whole",
  summary: "Every variable that spec.postBuild is to replace has a value or a default.",
  why: "Flux refuses to apply the Flux Kustomization: since 2.9 a variable without a value is an error. Older versions put nothing in its place, in silence.",
  fix: "Give it a value in `spec.postBuild.substitute` or in a ConfigMap of `substituteFrom`, or a default behind `:=`. Text that is not for Flux, such as a shell script, doubles the dollar sign, or the object says `kustomize.toolkit.fluxcd.io/substitute: disabled`.",
  check(subject) {
    return subject.clusters.flatMap(({ syncs }) =>
      syncs.flatMap(({ flux, undefinedVariables }) =>
        undefinedVariables.flatMap(({ object, variables }) =>
          variables.map((variable) => ({
            rule: this.name,
            message: `\${${variable}} of ${titleOf(object)} has no value: the postBuild of ${flux.name} gives none.`,
            ...whereIs(subject, object, placeOf(variable, object.data) ?? []),
            hint: /^\d/.test(variable)
              ? `Nothing can give a variable ${variable} a value: of a shell's own write $\${...}.`
              : "Add it to postBuild.substitute or substituteFrom; where it is not for Flux, write $${...}.",
          })),
        ),
      ),
    );
  },
};

/** Where the first string is that holds a variable. */
function placeOf(variable: string, value: unknown): Step[] | undefined {
  const form = new RegExp(`\\$\\{#?${variable}(?![\\p{L}\\p{Nd}_])`, "u");
  const place = (within: unknown): Step[] | undefined => {
    if (typeof within === "string") return form.test(within) ? [] : undefined;
    const entries: [Step, unknown][] = Array.isArray(within)
      ? within.map((each, index) => [index, each])
      : entriesAt(within);
    for (const [key, each] of entries) {
      const found = place(each);
      if (found !== undefined) return [key, ...found];
    }
    return undefined;
  };
  return place(value);
}
