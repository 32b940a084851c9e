import { whereIs } from "../../locate/locate.ts";
import type { Rule } from "../../rule.ts";
import { appliedObjects } from "./applied.ts";

/** No object has an API version that is on its way out, or gone. */
export const apiVersion: Rule = {
  name: "api-version",
  needs: "builds",
  summary: "No object has an API version that is deprecated or removed.",
  why: "A cluster that no longer serves the version refuses the object: after the upgrade its Flux Kustomization fails, and nothing that it applies is updated any more. What is deprecated today is removed by a later upgrade.",
  fix: "Write the version that the hint names; fields may have moved (Kubernetes' deprecated API migration guide, Flux' release notes). The objects in the cluster need no migration: the API server converts them.",
  check(subject) {
    const { schemas } = subject;
    return appliedObjects(subject).flatMap(({ object }) => {
      const { apiVersion: version, kind, name } = object;
      const lifecycle = schemas.apiVersionFault(version, kind);
      if (lifecycle === undefined) return [];
      const { state, since, removal, replacement } = lifecycle;
      const is =
        state === "removed"
          ? `is no longer served since ${since}`
          : `is deprecated since ${since}${removal === undefined ? "" : ` and removed in ${removal}`}`;
      return {
        rule: this.name,
        message: `${kind} ${name}: ${version} ${is}.`,
        ...whereIs(subject, object, ["apiVersion"]),
        hint: replacement === undefined ? "Nothing takes its place." : `Use ${replacement}.`,
      };
    });
  },
};
