import type { SourceKind } from "../../base/answers/urls.ts";

/** What a source can follow. */
export type RefName = "branch" | "tag" | "semver" | "digest";

/** The kinds of sources: their object, and the refs that it can follow. */
export const KINDS: Readonly<
  Record<SourceKind, { readonly object: string; readonly refs: readonly RefName[] }>
> = {
  git: { object: "GitRepository", refs: ["branch", "tag", "semver"] },
  oci: { object: "OCIRepository", refs: ["tag", "semver", "digest"] },
  bucket: { object: "Bucket", refs: [] },
  helm: { object: "HelmRepository", refs: ["semver"] },
};

/** What decides which other answers have a place. */
export interface Deciding {
  readonly kind?: SourceKind | undefined;
  readonly noSync?: boolean | undefined;
  readonly chart?: string | undefined;
}

/** What `--kind` says, `git` where that is wrong or missing: every other answer is checked too. */
export function kindOf({ kind = "git" }: Deciding): SourceKind {
  return kind;
}

/** What reads the new source: nothing new, a Flux Kustomization, or a HelmRelease. */
export type Consumer = "none" | "sync" | "release";

export function consumerOf(answers: Deciding): Consumer {
  if (answers.noSync === true) return "none";
  const isChart = kindOf(answers) === "helm" || answers.chart !== undefined;
  return isChart ? "release" : "sync";
}

/** Why a question has no place with any kind but these, or undefined. */
export function onlyFor(
  ...kinds: readonly SourceKind[]
): (answers: Deciding) => string | undefined {
  return (answers) => {
    const { object } = KINDS[kindOf(answers)];
    if (kinds.includes(kindOf(answers))) return undefined;
    return `${/^O/.test(object) ? "an" : "a"} ${object} has no such setting.`;
  };
}

/** Why a question has no place with any consumer but these, or undefined. */
export function onlyWith(
  ...consumers: readonly Consumer[]
): (answers: Deciding) => string | undefined {
  return (answers) => {
    const consumer = consumerOf(answers);
    if (consumers.includes(consumer)) return undefined;
    return consumer === "none"
      ? "it is about what reads the source, and --no-sync leaves that out."
      : `a ${consumer === "sync" ? "Flux Kustomization" : "HelmRelease"} has no such setting here.`;
  };
}
