import { shownPath } from "../../base/text/diff.ts";
import type { Finding, Subject } from "../../check/rule.ts";
import { refusalsIn } from "../../check/rules/history/immutable-field.ts";
import { movesIn } from "../../check/rules/history/moved-object.ts";
import { deletionsIn, WORST } from "../../check/rules/history/prune-deletes.ts";
import type { Deletions } from "../../model/deletions/deletions.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { ChangedFiles } from "../compare/changed-files.ts";
import type { Known } from "../compare/known.ts";
import type { RiskKind, RiskLevel } from "../comparison.ts";
import { withoutFault } from "../secrets/text.ts";
import { introducedIn } from "./findings.ts";
import type { Draft } from "./risk.ts";

/** Kinds whose deletion loses data, or takes along what others have made. */
const LOSES: ReadonlySet<string> = new Set(
  Object.entries(WORST).flatMap(([kind, loss]) =>
    loss !== "" && kind !== "Kustomization" && kind !== "HelmRelease" ? [kind] : [],
  ),
);
/** Kinds whose deletion interrupts nothing by itself. */
const MINOR: ReadonlySet<string> = new Set([
  "ConfigMap",
  "HorizontalPodAutoscaler",
  "LimitRange",
  "PodDisruptionBudget",
  "ResourceQuota",
]);
/** Rules whose findings keep Flux from applying anything, or give a secret away. */
const STOPS: ReadonlySet<string> = new Set([
  "artifact-path",
  "build",
  "dependency-cycle",
  "duplicate-object",
  "missing-namespace",
  "missing-path",
  "plain-secret",
  "schema",
  "sync-reference",
  "two-owners",
  "yaml-syntax",
]);

/** What the rules of `validate` say of the change. */
export function ruleRisks(
  subject: Subject,
  found: Deletions,
  changed: ChangedFiles,
  byObject: ReadonlyMap<KubernetesObject, readonly Known[]>,
  label: string,
): Draft[] {
  const draft = (
    kind: RiskKind,
    level: RiskLevel,
    finding: Finding,
    objects: readonly KubernetesObject[],
  ): Draft => {
    const { rule, message, hint, path, line } = withoutValues(finding);
    const known = objects.flatMap((object) => byObject.get(object) ?? []);
    return {
      level,
      kind,
      title: message,
      todo: hint ?? `npm run validate -- --explain ${rule} says what to do.`,
      groups: [...new Set(known.flatMap(({ group }) => group ?? []))],
      places: known.map(({ place }) => place),
      rule,
      ...(path === undefined ? {} : { path: shownPath(label, path) }),
      ...(line === undefined ? {} : { line }),
    };
  };
  const drafts = [
    ...deletionsIn(found, subject).map(({ finding, objects }) =>
      draft("deletion", lossOf(objects), finding, objects),
    ),
    ...refusalsIn(subject).map(({ finding, object }) =>
      draft("refused", "high", finding, [object]),
    ),
    ...movesIn(found, subject).map(({ finding, objects }) =>
      draft("move", lossOf(objects), finding, objects),
    ),
    ...introducedIn(subject, changed).map(({ finding, objects }) => {
      const level = STOPS.has(finding.rule) ? "high" : "medium";
      return draft("finding", level, finding, objects);
    }),
  ];
  return together(drafts);
}

/**
 * What is wrong with a field, without the value that is: it may be a secret, and of a long one the
 * message shows only the beginning, which nobody would know again.
 */
function withoutValues(finding: Finding): Finding {
  if (finding.rule === "yaml-syntax") return { ...finding, message: withoutFault(finding.message) };
  if (finding.rule !== "schema") return finding;
  const message = finding.message
    .replace(/, not (?:the text "(?:[^"\\]|\\.)*"|(?:the number )?-?[\d.]\S*?)(?=\.?$)/s, "")
    .replace(/, which "(?:[^"\\]|\\.)*" does not(?=\.?$)/s, "");
  const hint = finding.hint?.replace(/^In quotes it is text: .*$/s, "In quotes it is text.");
  return { ...finding, message, ...(hint === undefined ? {} : { hint }) };
}

/** What is said of several Flux Kustomizations, and of nothing but them, once. */
function together(drafts: readonly Draft[]): Draft[] {
  const merged = new Map<string, Draft>();
  for (const draft of drafts) {
    const title = withoutPlaces(draft);
    const key = JSON.stringify([
      draft.rule,
      draft.level,
      title,
      draft.places?.length === 0 && draft,
    ]);
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? draft
        : {
            ...known,
            title,
            groups: [...new Set([...known.groups, ...draft.groups])],
            places: [...(known.places ?? []), ...(draft.places ?? [])],
          },
    );
  }
  return [...merged.values()];
}

/** The title without the names of one place: its namespaces and its Flux Kustomization. */
function withoutPlaces({ title, groups, places = [] }: Draft): string {
  const names = new Set(places.map(({ sync }) => sync));
  const namespaces = new Set(
    groups.flatMap(({ diff }) =>
      diff.places.filter(({ sync }) => names.has(sync)).map(({ namespace }) => namespace),
    ),
  );
  return title
    .split(" ")
    .map((word) => {
      const [namespace, ...name] = word.split("/");
      if (name.length === 1 && namespaces.has(namespace ?? "")) return name[0];
      return names.has(word) ? "the Flux Kustomization" : word;
    })
    .join(" ");
}

function lossOf(objects: readonly KubernetesObject[]): RiskLevel {
  if (objects.some(({ kind }) => LOSES.has(kind))) return "critical";
  return objects.every(({ kind }) => MINOR.has(kind)) ? "medium" : "high";
}
