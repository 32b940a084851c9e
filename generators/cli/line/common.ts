import type { Given } from "../../base/options/given.ts";
import type { Option } from "../../base/options/option.ts";
import { options } from "../../base/options/options.ts";
import { answersTo } from "../../base/options/settle.ts";
import { UsageError, UserError } from "../../base/problem/problem.ts";
import type { Generator, Reader } from "../../commands/command/command.ts";

export type Command = Generator | Reader;

/** What stdout can get of a change. */
const OF_CHANGES = {
  diff: "the diff",
  markdown: "what a pull request is described by",
  json: "one JSON document",
};

const WRITING = options<undefined>()
  .switch("yes", { help: "ask nothing, write" })
  .switch("dry-run", { help: "print the diff, write nothing" })
  .switch("no-render", { help: "skip the kustomize builds" })
  .switchOrText("commit", {
    value: "BRANCH",
    help: "commit to a new branch, made from HEAD (default: named by the change); no file here is touched",
    was: ["branch"],
  });

/** Options that every command has. @param own those of the command itself. */
function everywhere(formats: Readonly<Record<string, string>>, own: readonly Option<never>[]) {
  const names = Object.keys(formats);
  return options<undefined>()
    .choice("format", formats, {
      help: names.join(", "),
      default: names[0] ?? "",
      check: (name) =>
        names.includes(name)
          ? undefined
          : {
              rule: "usage",
              message: `There is no format ${JSON.stringify(name)}.`,
              hint: `Formats: ${names.join(", ")}.`,
            },
    })
    .switch("json", { help: "the same as --format json" })
    .text("repo", {
      value: "DIR",
      help: "the monorepo's folder (default: flux-cd/ of this project)",
      check: (folder) =>
        /^[a-z][a-z0-9+.-]*:\/\//i.test(folder)
          ? {
              rule: "usage",
              message: `--repo is the monorepo's folder, and ${JSON.stringify(folder)} is none.`,
              ...(own.some(({ name }) => name === "repo-url") && {
                hint: "The Helm repository of a chart is --repo-url.",
              }),
            }
          : undefined,
    })
    .switch("json-schema", { help: "the JSON Schema of the answers" })
    .switch("help", { help: "this text" });
}

function formatsOf(command: Command): Readonly<Record<string, string>> {
  if ("plan" in command) return OF_CHANGES;
  return Object.fromEntries(Object.keys(command.formats).map((name) => [name, name]));
}

/** The options that a command shares with others. */
export function commonOptions(command: Command): readonly Option<undefined>[] {
  const writing = "plan" in command ? WRITING.all : [];
  return [...writing, ...everywhere(formatsOf(command), command.options.all).all];
}

/** What was given of the options that every command has. */
export interface Common {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly noRender: boolean;
  /** The branch for the commit; true for one that is named by the change. */
  readonly commit: string | true | undefined;
  readonly format: string;
  readonly repo: string | undefined;
}

/** @throws UsageError */
export function commonOf(command: Command, given: Given): Common {
  const { format, json, repo, ...writing } = usage(() => ({
    ...answersTo(WRITING, given, undefined),
    ...answersTo(everywhere(formatsOf(command), command.options.all), given, undefined),
  }));
  if (json && !Object.hasOwn(formatsOf(command), "json")) {
    throw new UsageError(`${command.name} has no JSON.`);
  }
  if (json && given.format !== undefined && format !== "json") {
    throw new UsageError(`--json and --format ${format}: give one of them.`);
  }
  if (format === "markdown" && writing.noRender) {
    throw new UsageError(
      "--format markdown tells what becomes of the objects: it needs the builds.",
      "Leave out --no-render.",
    );
  }
  return { ...writing, repo, format: json ? "json" : format };
}

/** What depends on no repository is wrong as a command line. @throws UsageError */
export function usage<T>(answers: () => T): T {
  try {
    return answers();
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    if (problem === undefined) throw error;
    throw new UsageError(problem.message, problem.hint);
  }
}

/** What a command line to run after this one, or again, has in common with it. */
export function sameFor(command: Command, { repo }: Pick<Common, "repo">, noRender = false) {
  return {
    options: commonOptions(command),
    given: { repo, "no-render": noRender || undefined },
  };
}

/** Whether a command line that may be wrong asks for JSON. */
export function asksForJson(words: readonly string[]): boolean {
  return (
    words.includes("--json") ||
    words.some(
      (word, at) => word === "--format=json" || (word === "--format" && words[at + 1] === "json"),
    )
  );
}
