import { digestFault, refFault, semverRangeFault, tagFault } from "../../base/answers/values.ts";
import type { Repository } from "../../model/views/repository.ts";
import { one, type RawAnswers, type Row } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { consumerOf, KINDS, kindOf } from "./kinds.ts";
import { usualBranch } from "./models.ts";

const REFS = {
  branch: "a branch",
  tag: "a tag",
  semver: "the newest version in a semver range",
  digest: "a digest",
} as const;
type Ref = keyof typeof REFS;
const NAMES = Object.keys(REFS) as Ref[];

/** What a source follows: one of four flags, and one row in the form for all of them. */
export const REF_QUESTIONS: readonly Question[] = [
  {
    ...question("branch", "BRANCH", "what it follows: a branch (git),"),
    default: (answers, repository) =>
      NAMES.some((name) => one(answers, name)) ? undefined : usualBranch(repository),
  },
  question("tag", "TAG", "a tag (git, oci),"),
  {
    ...question("semver", "RANGE", "the newest version in a range (git, oci, helm),"),
    required: missing,
    hint: 'For example --semver ">=1.0.0 <2.0.0".',
    row,
  },
  question("digest", "DIGEST", "or a digest (oci)"),
];

function question(name: Ref, value: string, help: string): Question {
  return {
    name,
    value,
    help,
    excluded: (answers) => noPlace(name, answers),
    fault: (answer, answers) => faultOf(name, answer, answers),
  };
}

/** What the answers say that the source follows, or undefined. */
export function followed(answers: RawAnswers): { name: Ref; value: string } | undefined {
  const name = NAMES.find((each) => one(answers, each) !== undefined);
  return name === undefined ? undefined : { name, value: one(answers, name) ?? "" };
}

function noPlace(name: Ref, answers: RawAnswers): string | undefined {
  const kind = kindOf(answers);
  const { object, refs } = KINDS[kind];
  if (!refs.includes(name)) {
    const known = refs.map((each) => `--${each}`).join(", ");
    return `${known ? `with --kind ${kind} it is ${known}` : `a ${object} has no versions`}.`;
  }
  if (kind === "helm" && consumerOf(answers) === "none") {
    return "the version is the HelmRelease's, and --no-sync leaves that out.";
  }
  const earlier = NAMES.slice(0, NAMES.indexOf(name)).find((each) => one(answers, each));
  return earlier && `--${earlier} is given too, and a source follows one of them.`;
}

function missing(answers: RawAnswers): boolean | string {
  if (followed(answers) !== undefined) return false;
  return `--${KINDS[kindOf(answers)].refs.join(" or --")} is missing.`;
}

function faultOf(name: Ref, answer: string, answers: RawAnswers): string | undefined {
  if (name === "semver") return semverRangeFault(answer);
  if (name === "digest") return digestFault(answer);
  if (kindOf(answers) !== "oci") return refFault(answer);
  return answer === "latest"
    ? '"latest" is another artifact from one day to the next.'
    : tagFault(answer);
}

function row(repository: Repository): Row {
  const now = (raw: RawAnswers) => {
    const branch = kindOf(raw) === "git" ? usualBranch(repository) : undefined;
    return followed(raw) ?? (branch === undefined ? undefined : { name: "branch", value: branch });
  };
  const known = (raw: RawAnswers) => KINDS[kindOf(raw)].refs as readonly Ref[];
  return {
    label: "Follows",
    applies: (raw) =>
      known(raw).some(
        (name) => noPlace(name, { kind: raw.kind, "no-sync": raw["no-sync"] }) === undefined,
      ),
    required: (raw) => now(raw) === undefined,
    show: (raw) => (now(raw) ? `${now(raw)?.name} ${now(raw)?.value}` : ""),
    ask: async (ui, raw) => {
      const refs = known(raw);
      const name =
        refs.length === 1
          ? "semver"
          : ((await ui.select({
              message: "What it follows",
              choices: refs.map((value) => ({ name: REFS[value], value })),
              default: now(raw)?.name,
            })) as Ref);
      const value = await ui.input({
        message:
          name === "semver" ? "Semver range" : `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        default: now(raw)?.name === name ? now(raw)?.value : undefined,
        fault: (answer) => faultOf(name, answer, raw),
      });
      return {
        branch: undefined,
        tag: undefined,
        semver: undefined,
        digest: undefined,
        [name]: value,
      };
    },
  };
}
