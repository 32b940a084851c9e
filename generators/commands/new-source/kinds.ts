import type { SourceKind } from "../../base/answers/urls.ts";
import { one, type RawAnswers } from "../command/generator.ts";

/** The kinds of sources: their object, and the refs that it can follow. */
export const KINDS: Readonly<
  Record<SourceKind, { readonly object: string; readonly refs: readonly string[] }>
> = {
  git: { object: "GitRepository", refs: ["branch", "tag", "semver"] },
  oci: { object: "OCIRepository", refs: ["tag", "semver", "digest"] },
  bucket: { object: "Bucket", refs: [] },
  helm: { object: "HelmRepository", refs: ["semver"] },
};

/** What `--kind` says, `git` where that is wrong or missing: every other answer is checked too. */
export function kindOf(answers: RawAnswers): SourceKind {
  const kind = one(answers, "kind") ?? "";
  return Object.hasOwn(KINDS, kind) ? (kind as SourceKind) : "git";
}

/** What reads the new source: nothing new, a Flux Kustomization, or a HelmRelease. */
export type Consumer = "none" | "sync" | "release";

export function consumerOf(answers: RawAnswers): Consumer {
  if (answers["no-sync"] === true) return "none";
  const isChart = kindOf(answers) === "helm" || one(answers, "chart") !== undefined;
  return isChart ? "release" : "sync";
}

/** Why a question has no place with any kind but these, or undefined. */
export function onlyFor(
  ...kinds: readonly SourceKind[]
): (answers: RawAnswers) => string | undefined {
  return (answers) => {
    const { object } = KINDS[kindOf(answers)];
    if (kinds.includes(kindOf(answers))) return undefined;
    return `${/^O/.test(object) ? "an" : "a"} ${object} has no such setting.`;
  };
}

/** Why a question has no place with any consumer but these, or undefined. */
export function onlyWith(
  ...consumers: readonly Consumer[]
): (answers: RawAnswers) => string | undefined {
  return (answers) => {
    const consumer = consumerOf(answers);
    if (consumers.includes(consumer)) return undefined;
    return consumer === "none"
      ? "it is about what reads the source, and --no-sync leaves that out."
      : `a ${consumer === "sync" ? "Flux Kustomization" : "HelmRelease"} has no such setting here.`;
  };
}
