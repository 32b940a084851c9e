import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { FIRST } from "./new-name.ts";
import type { OPTIONS } from "./options.ts";
import type { Sizing } from "./sizing/sizing.ts";

/** The answers of one run, with what they name in the repository. */
export interface EnvironmentAnswers {
  readonly names: readonly string[];
  /** Present when the overlay is a copy. */
  readonly from: Environment | undefined;
  /** The preset's figures with the given ones in their place; for a copy just the given ones. */
  readonly sizing: Partial<Sizing>;
  /** The environment that the first new one comes after; undefined for the first place. */
  readonly after: Environment | undefined;
  /** The apps to run; undefined for a copy that keeps its own. */
  readonly apps: readonly string[] | undefined;
  /** `spec.ref` of the GitRepository; undefined to follow what the original follows. */
  readonly ref: Readonly<Record<string, string>> | undefined;
  /** Whether its sync reads an ExternalArtifact; a copy does as its original. */
  readonly artifacts: boolean;
}

export function environmentAnswers(
  answers: (typeof OPTIONS)["answers"],
  repository: Repository,
): EnvironmentAnswers {
  const { name, from, after, app, artifacts, branch, tag, semver } = answers;
  const { minReplicas: min, maxReplicas: max, cpu, memory } = answers;
  const ref = { branch, tag, semver };
  const [followed] = (["branch", "tag", "semver"] as const).flatMap((kind) => {
    const value = ref[kind];
    return value === undefined ? [] : [{ [kind]: value }];
  });
  return {
    names: name,
    from: from === undefined ? undefined : repository.environment(from),
    sizing: {
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(cpu !== undefined && { cpu }),
      ...(memory !== undefined && { memory }),
    },
    after: after === FIRST ? undefined : repository.environment(after),
    apps: app,
    ref: followed,
    artifacts,
  };
}
