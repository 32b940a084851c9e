import { at, listAt, textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Grouped } from "../compare/object-diffs.ts";
import type { RiskLevel } from "../comparison.ts";
import { bothOf, type Draft, eachOnce, titleIn } from "./risk.ts";

const CHECK_RIGHTS = "Check that those who get it need it.";
/** More verbs and resources than a line has room for. */
const SHOWN_MAX = 6;

/** Who may do what: rights that are given or taken away. */
export function rbacRisks(groups: readonly Grouped[]): Draft[] {
  const own = groups.filter(({ diff: { apiVersion } }) =>
    apiVersion.startsWith("rbac.authorization.k8s.io/"),
  );
  const added = own.filter(({ diff }) => diff.change === "added");
  const strong = added.flatMap((group) =>
    eachOnce(group, ({ now }) => {
      if (now === undefined || !isStrong(now)) return;
      const title = `${titleIn(group)} is new: ${grantOf(now)}.`;
      return { level: "high", kind: "rbac", title, todo: CHECK_RIGHTS };
    }),
  );
  const usual = added.filter((group) => !strong.some(({ groups }) => groups.includes(group)));
  return [
    ...strong,
    ...own.flatMap(changedRights),
    ...(usual.length === 0 ? [] : [newRights(usual)]),
  ];
}

/** What a new app or environment brings along, in one line. */
function newRights(groups: readonly Grouped[]): Draft {
  const names = [...new Set(groups.map(titleIn))];
  const more = names.length > SHOWN_MAX ? ` and ${names.length - SHOWN_MAX} more` : "";
  const shown = `${names.slice(0, SHOWN_MAX).join(", ")}${more}`;
  return { level: "low", kind: "rbac", title: `New rights: ${shown}.`, todo: CHECK_RIGHTS, groups };
}

function changedRights(group: Grouped): Draft[] {
  return eachOnce(group, (change) => {
    const both = bothOf(change);
    if (both === undefined) return;
    const [old, current] = [both.before, both.now].map(rightsOf);
    if (old === undefined || current === undefined) return;
    const gained = [...current].filter((right) => !old.has(right));
    const lost = [...old].filter((right) => !current.has(right));
    if (gained.length + lost.length === 0) return;
    const isBinding = group.diff.kind.endsWith("Binding");
    const words = isBinding
      ? ["now also binds", "no longer binds"]
      : ["now also allows", "no longer allows"];
    const texts = [gained, lost].flatMap((rights, index) =>
      rights.length === 0 ? [] : [`${words[index]} ${listed(rights)}`],
    );
    const level: RiskLevel = gained.length === 0 ? "low" : isStrong(both.now) ? "high" : "medium";
    return {
      level,
      kind: "rbac",
      title: `${titleIn(group)} ${texts.join(", and ")}.`,
      todo: gained.length === 0 ? "Check that nothing needs what is taken away." : CHECK_RIGHTS,
    };
  });
}

/** Everything, in the whole cluster or of a kind; the Secrets of the whole cluster. */
function isStrong(object: KubernetesObject): boolean {
  if (textAt(object.data, "roleRef", "name") === "cluster-admin") return true;
  return [...rightsOf(object)].some(
    (right) => right.includes("*") || (object.kind === "ClusterRole" && / secrets$/.test(right)),
  );
}

function grantOf(object: KubernetesObject): string {
  const role = textAt(object.data, "roleRef", "name");
  const rights = listed([...rightsOf(object)]);
  return role === undefined ? `it allows ${rights}` : `it gives ${role} to ${rights}`;
}

/** `get secrets`; of a binding `ServiceAccount app`, or `ServiceAccount dev/app` of elsewhere. */
function rightsOf({ data, namespace: own }: KubernetesObject): Set<string> {
  if (at(data, "roleRef") !== undefined) {
    return new Set(
      listAt(data, "subjects").map((subject) => {
        const namespace = textAt(subject, "namespace");
        const name = textAt(subject, "name") ?? "";
        const title = namespace === undefined || namespace === own ? name : `${namespace}/${name}`;
        return `${textAt(subject, "kind") ?? ""} ${title}`;
      }),
    );
  }
  return new Set(listAt(data, "rules").flatMap(rightsOfRule));
}

function rightsOfRule(rule: unknown): string[] {
  const names = listAt(rule, "resourceNames").map(String);
  const groups = listAt(rule, "apiGroups").map(String);
  const resources = listAt(rule, "resources").flatMap((resource) =>
    groups.map((group) => (group === "" ? String(resource) : `${String(resource)}.${group}`)),
  );
  const targets = [...resources, ...listAt(rule, "nonResourceURLs").map(String)];
  return listAt(rule, "verbs").flatMap((verb) =>
    targets.flatMap((target) =>
      names.length === 0
        ? [`${String(verb)} ${target}`]
        : names.map((name) => `${String(verb)} ${target} ${name}`),
    ),
  );
}

function listed(rights: readonly string[]): string {
  const more = rights.length > SHOWN_MAX ? ` and ${rights.length - SHOWN_MAX} more` : "";
  return rights.slice(0, SHOWN_MAX).join(", ") + more;
}
