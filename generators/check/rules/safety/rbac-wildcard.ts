import { listAt, textAt } from "../../../base/yaml/at.ts";
import { isPartOfFlux } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type FieldFault, findingsOf } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";

/** Nobody may do everything. */
export const rbacWildcard: Rule = {
  name: "rbac-wildcard",
  needs: "builds",
  summary:
    "No Role or ClusterRole has `*` for verbs, resources or apiGroups, and nothing is bound to cluster-admin in the whole cluster.",
  why: "A wildcard also allows what does not exist yet: new kinds, subresources and custom verbs (Kubernetes documentation, Role Based Access Control Good Practices). Whoever gets hold of the account's token has all of it.",
  fix: "Name the API groups, resources and verbs that are needed. Bind cluster-admin in one namespace (RoleBinding) rather than everywhere. Flux's own components (`app.kubernetes.io/part-of: flux`) are passed over: they apply whatever is in Git.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) =>
      build?.ok ? objects.flatMap(faultsOf) : [],
    );
    return findingsOf(this.name, faults, subject);
  },
};

const FIELDS = ["apiGroups", "resources", "verbs"] as const;

function faultsOf(object: KubernetesObject): FieldFault[] {
  const { group, kind, data } = object;
  if (group !== "rbac.authorization.k8s.io" || isPartOfFlux(object)) return [];
  if (kind === "ClusterRoleBinding") {
    if (textAt(data, "roleRef", "name") !== "cluster-admin") return [];
    const says = "gives cluster-admin, everything in the whole cluster";
    const hint = "Bind a role that names what is needed.";
    return [{ object, steps: ["roleRef", "name"], says, hint }];
  }
  if (kind !== "Role" && kind !== "ClusterRole") return [];
  return listAt(data, "rules").flatMap((rule, index) => {
    const fields = FIELDS.filter((field) => listAt(rule, field).includes("*"));
    const [first] = fields;
    if (first === undefined) return [];
    const says = `allows * as ${fields.join(", ")} in its rule ${index + 1}`;
    const hint = "Name what is needed.";
    return [{ object, steps: ["rules", index, first], says, hint }];
  });
}
