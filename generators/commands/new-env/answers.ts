import { refFault, semverRangeFault } from "../../base/answers/values.ts";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import { FIRST } from "./flags.ts";
import { newNameFault } from "./new-name.ts";
import { SIZES, type Sizing } from "./sizing/sizing.ts";
import { prefixed, type Say, sizingOf } from "./sizing/sizing-answers.ts";

/** Typed and checked answers for one run. */
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

/** @throws UserError with everything that is wrong. */
export function environmentAnswers(raw: RawAnswers, repository: Repository): EnvironmentAnswers {
  const problems: Problem[] = [];
  const say = (rule: string, message: string | undefined, hint?: string) => {
    if (message !== undefined) problems.push({ rule, message, ...(hint ? { hint } : {}) });
  };
  const known = repository.environments.map(({ name }) => name);
  const listed =
    known.length > 0 ? `Environments: ${known.join(", ")}.` : "There are no environments yet.";

  const names = many(raw, "name") ?? [];
  if (names.length === 0) say("missing", "--name is missing.", "For example --name qa.");
  for (const name of new Set(names)) {
    const problem = newNameFault(name, repository);
    if (problem !== undefined) problems.push(problem);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) say("name", `--name ${twice} is given twice.`);

  const from = one(raw, "from");
  const size = one(raw, "size");
  const original = from === undefined ? undefined : repository.environment(from);
  if (from !== undefined && original === undefined) {
    say("from", `There is no environment ${JSON.stringify(from)} to start from.`, listed);
  }
  if (from !== undefined && size !== undefined) {
    say(
      "size",
      "--from and --size exclude each other.",
      "A copy has the size of its original; --cpu, --memory and the replicas can change it.",
    );
  }
  const preset = SIZES[size ?? "small"];
  if (size !== undefined && !Object.hasOwn(SIZES, size)) {
    say(
      "size",
      `There is no size ${JSON.stringify(size)}.`,
      `Sizes: ${Object.keys(SIZES).join(", ")}.`,
    );
  }

  const after = one(raw, "after");
  if (after !== undefined && after !== FIRST && !known.includes(after)) {
    say("after", `There is no environment ${JSON.stringify(after)} to come after.`, listed);
  }

  const sizing = sizingOf(raw, original === undefined ? preset : undefined, say);

  const apps = many(raw, "apps");
  for (const app of apps ?? []) {
    if (!repository.apps.includes(app)) {
      say(
        "apps",
        `There is no app ${JSON.stringify(app)}.`,
        `Apps: ${repository.apps.join(", ") || "none yet"}.`,
      );
    }
  }

  const ref = refOf(raw, say);
  if (problems.length > 0) throw new UserError(problems);
  return {
    names,
    from: original,
    sizing,
    after:
      after === FIRST
        ? undefined
        : after === undefined
          ? repository.environments.at(-1)
          : repository.environment(after),
    apps: apps ?? (original === undefined ? repository.apps : undefined),
    ref,
    artifacts: raw.artifacts === true,
  };
}

function refOf(raw: RawAnswers, say: Say): Readonly<Record<string, string>> | undefined {
  const given = (["branch", "tag", "semver"] as const).flatMap((kind) => {
    const value = one(raw, kind);
    return value === undefined ? [] : [{ kind, value }];
  });
  const [first] = given;
  if (first === undefined) return undefined;
  if (given.length > 1) {
    say(
      "ref",
      `${given.map(({ kind }) => `--${kind}`).join(" and ")} exclude each other.`,
      "A GitRepository follows one of them.",
    );
  }
  const fault = first.kind === "semver" ? semverRangeFault(first.value) : refFault(first.value);
  say("ref", prefixed(`--${first.kind}`, fault));
  return { [first.kind]: first.value };
}
