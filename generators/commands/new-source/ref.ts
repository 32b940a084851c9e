import { digestFault, refFault, semverRangeFault, tagFault } from "../../base/answers/values.ts";
import type { Repository } from "../../model/views/repository.ts";
import { consumerOf, type Deciding, KINDS, kindOf, type RefName } from "./kinds.ts";
import { usualBranch } from "./models.ts";
import { PLACE_OPTIONS } from "./place-options.ts";

const REFS: Readonly<Record<RefName, string>> = {
  branch: "a branch",
  tag: "a tag",
  semver: "the newest version in a semver range",
  digest: "a digest",
};
/** In the order of the options: the branch has a default, where none of the others is given. */
const NAMES: readonly RefName[] = ["tag", "semver", "digest", "branch"];

/** The refs that were answered, and what decides which one there can be. */
type Following = Deciding & { readonly [Name in RefName]?: string | undefined };

/** And then: what the source follows, one of four options with one row in the form. */
export const REF_OPTIONS = PLACE_OPTIONS.text("tag", {
  help: "what it follows: a tag (git, oci),",
  excluded: (answers) => noPlace("tag", answers),
  check: (tag, answers) => faultOf("tag", tag, answers),
})
  .text("semver", {
    value: "RANGE",
    help: "the newest version in a range (git, oci, helm),",
    example: ">=1.0.0 <2.0.0",
    excluded: (answers) => noPlace("semver", answers),
    check: (range, answers) => faultOf("semver", range, answers),
  })
  .text("digest", {
    help: "a digest (oci),",
    excluded: (answers) => noPlace("digest", answers),
    check: (digest, answers) => faultOf("digest", digest, answers),
  })
  .text("branch", {
    help: "or a branch (git; default: as this repository)",
    was: ["source-branch"],
    excluded: (answers) => noPlace("branch", answers),
    default: (_, repository) => usualBranch(repository),
    check: (branch, answers) => faultOf("branch", branch, answers),
  })
  .check("semver", missing)
  .row("Follows", {
    of: ["tag", "semver", "digest", "branch"],
    applies: ({ kind, noSync }) =>
      refsOf({ kind }).some((name) => noPlace(name, { kind, noSync }) === undefined),
    required: (answers, repository) => missing(answers, repository) !== undefined,
    show: (answers) => {
      const now = followed(answers);
      return now === undefined ? "" : `${now.name} ${now.value}`;
    },
    async ask(ui, answers) {
      const now = followed(answers);
      const refs = refsOf(answers);
      const name =
        refs.length === 1
          ? "semver"
          : await ui.select({
              message: "What it follows",
              choices: refs.map((value) => ({ name: REFS[value], value })),
              default: now?.name,
            });
      const value = await ui.input({
        message:
          name === "semver" ? "Semver range" : `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        default: now?.name === name ? now.value : undefined,
        fault: (answer) => faultOf(name, answer, answers),
      });
      return {
        branch: undefined,
        tag: undefined,
        semver: undefined,
        digest: undefined,
        [name]: value,
      };
    },
  });

/** What the answers say that the source follows, or undefined. */
export function followed(answers: Following): { name: RefName; value: string } | undefined {
  const name = NAMES.find((each) => answers[each] !== undefined);
  return name === undefined ? undefined : { name, value: answers[name] ?? "" };
}

function refsOf(answers: Deciding): readonly RefName[] {
  return KINDS[kindOf(answers)].refs;
}

function noPlace(name: RefName, answers: Following): string | undefined {
  const kind = kindOf(answers);
  const { object, refs } = KINDS[kind];
  if (!refs.includes(name)) {
    const known = refs.map((each) => `--${each}`).join(", ");
    return `${known ? `with --kind ${kind} it is ${known}` : `a ${object} has no versions`}.`;
  }
  if (kind === "helm" && consumerOf(answers) === "none") {
    return "the version is the HelmRelease's, and --no-sync leaves that out.";
  }
  const earlier = NAMES.slice(0, NAMES.indexOf(name)).find((each) => answers[each] !== undefined);
  return earlier && `--${earlier} is given too, and a source follows one of them.`;
}

/** That it follows nothing, where it has to follow something. */
function missing(answers: Following, _: Repository) {
  const open = refsOf(answers).filter((each) => noPlace(each, answers) === undefined);
  if (open.length === 0 || followed(answers) !== undefined) return undefined;
  return {
    rule: "semver",
    message: `--${open.join(" or --")} is missing.`,
    hint: 'For example --semver ">=1.0.0 <2.0.0".',
  };
}

function faultOf(name: RefName, answer: string, answers: Deciding): string | undefined {
  if (name === "semver") return semverRangeFault(answer);
  if (name === "digest") return digestFault(answer);
  if (kindOf(answers) !== "oci") return refFault(answer);
  return answer === "latest"
    ? '"latest" is another artifact from one day to the next.'
    : tagFault(answer);
}
