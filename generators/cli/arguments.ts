import { parseArgs } from "node:util";
import { nearest } from "../base/problem/nearest.ts";
import { UsageError } from "../base/problem/problem.ts";
import { type Flag, one, type RawAnswers } from "../commands/command/generator.ts";

/** Flags that every command has. */
export const EVERYWHERE: readonly Flag[] = [
  { name: "repo", value: "DIR", help: "the monorepo (default: flux-cd/ of this project)" },
  { name: "help", help: "this text" },
];

/** Flags that every generator has beside them. */
const WRITING: readonly Flag[] = [
  { name: "yes", help: "ask nothing, write" },
  { name: "dry-run", help: "print the diff, write nothing" },
  { name: "json", help: "one JSON document on stdout; asks nothing" },
  {
    name: "format",
    value: "FORMAT",
    help: "diff, or markdown: what a pull request is described by (default: diff)",
  },
  { name: "no-render", help: "skip the kustomize builds" },
  { name: "commit", help: "commit it to a new branch, made from HEAD; no file here is touched" },
  {
    name: "branch",
    value: "NAME",
    help: "with --commit: the branch (default: named by the change)",
  },
];

/** What `--branch` is for a generator that has one, when `--commit` takes that for itself. */
const SOURCE_BRANCH: Flag = {
  name: "source-branch",
  value: "BRANCH",
  help: "what --branch is without --commit",
};

/** Flags that a generator has beside its own. */
export function commonFlags(own: readonly Flag[]): Flag[] {
  return [...WRITING, ...(hasBranch(own) ? [SOURCE_BRANCH] : []), ...EVERYWHERE];
}

/** What of a command line is about the commit, and the raw answers without it. */
export interface Delivered {
  readonly raw: RawAnswers;
  readonly commits: boolean;
  readonly branch: string | undefined;
}

/** @throws UsageError for a branch that nothing could mean. */
export function deliveredBy(flags: RawAnswers, own: readonly Flag[]): Delivered {
  const { commit, branch, "source-branch": source, ...rest } = flags;
  const commits = commit === true;
  if (commits || !hasBranch(own)) {
    if (!commits && branch !== undefined) {
      throw new UsageError("--branch goes with --commit.", "It is the new branch for the commit.");
    }
    const raw = hasBranch(own) ? { ...rest, branch: source } : rest;
    return { raw, commits, branch: one(flags, "branch") };
  }
  if (branch !== undefined && source !== undefined) {
    throw new UsageError("Without --commit, --branch and --source-branch are the same: give one.");
  }
  return { raw: { ...rest, branch: branch ?? source }, commits, branch: undefined };
}

/** Whether stdout gets the description of a pull request. @throws UsageError */
export function describes(flags: RawAnswers): boolean {
  const format = one(flags, "format") ?? "diff";
  if (format === "diff") return false;
  if (format !== "markdown") {
    const shown = JSON.stringify(format);
    throw new UsageError(`There is no format ${shown}.`, "Formats: diff, markdown. And --json.");
  }
  if (flags.json === true) throw new UsageError("--json and --format markdown: give one of them.");
  if (flags["no-render"] === true) {
    throw new UsageError(
      "--format markdown tells what becomes of the objects: it needs the builds.",
      "Leave out --no-render.",
    );
  }
  return true;
}

/** The command that gives the same answers: every flag of the generator with its value. */
export function commandOf(
  { name, flags }: { readonly name: string; readonly flags: readonly Flag[] },
  answers: RawAnswers,
  typed: RawAnswers,
): string {
  const words = [...flags, ...WRITING.filter((flag) => flag.name === "no-render")].flatMap(
    (flag) => {
      // Of a file that is read here, its name and not its text.
      const value = (flag.file ? typed : answers)[flag.name];
      const spelled = flag.name === "branch" ? SOURCE_BRANCH.name : flag.name;
      if (flag.value === undefined) return value === true ? [`--${spelled}`] : [];
      const values = typeof value === "string" || Array.isArray(value) ? [value].flat() : [];
      return values.map((each) => `--${spelled} ${quoted(each)}`);
    },
  );
  return [`npm run ${name}`, ...(words.length > 0 ? ["--"] : []), ...words].join(" ");
}

/** For a POSIX shell. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@,=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function hasBranch(flags: readonly Flag[]): boolean {
  return flags.some(({ name }) => name === "branch");
}

/**
 * The flags of a command line as raw answers.
 * @throws UsageError for an unknown flag, a flag without its value, or a stray word.
 */
export function parseFlags(
  argv: readonly string[],
  all: readonly Flag[],
  command: string,
): RawAnswers {
  const options = Object.fromEntries(
    all.map(({ name, value, repeatable }) => [
      name,
      {
        type: value === undefined ? "boolean" : "string",
        multiple: repeatable ?? name === "repo",
      } as const,
    ]),
  );
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage(error as NodeJS.ErrnoException, argv, all, command);
  }
  const [stray] = parsed.positionals;
  if (stray !== undefined) {
    throw new UsageError(
      `${JSON.stringify(stray)} is not a flag.`,
      `npm takes flags for itself unless "--" stands before them: npm run ${command} -- --name NAME.`,
    );
  }
  const values = parsed.values as Record<string, string | string[] | boolean>;
  for (const [name, value] of Object.entries(values)) {
    if ([value].flat().some((each) => typeof each === "string" && each.trim() === ""))
      throw new UsageError(`--${name} is empty.`);
  }
  return { ...values, ...repositories(values, all) };
}

/**
 * `--repo DIR` is the monorepo. Where a command has the flag `--repo-url`, `--repo URL` is
 * that: it is what helm calls a chart's repository, and no folder begins with https://.
 */
function repositories(values: RawAnswers, flags: readonly Flag[]): RawAnswers {
  const given = (values.repo ?? []) as readonly string[];
  const isUrl = (each: string) =>
    /^[a-z][a-z0-9+.-]*:\/\//i.test(each) && flags.some(({ name }) => name === "repo-url");
  const folder = given.findLast((each) => !isUrl(each));
  return { repo: folder, "repo-url": values["repo-url"] ?? given.findLast(isUrl) };
}

function usage(
  error: NodeJS.ErrnoException,
  argv: readonly string[],
  flags: readonly Flag[],
  command: string,
): UsageError {
  const help = `npm run ${command} -- --help lists the flags.`;
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const unknown = argv.find((word) => word.startsWith("-") && !isKnown(word, flags)) ?? "";
    const name = unknown.replace(/^-+/, "").replace(/=.*$/s, "");
    const near = nearest(
      name,
      flags.map((flag) => flag.name),
    );
    return new UsageError(
      `There is no flag ${JSON.stringify(unknown.replace(/=.*$/s, ""))}.`,
      near ? `Did you mean --${near}?` : help,
    );
  }
  const flag = /'(?:-\w, )?--([\w-]+)/.exec(error.message)?.[1];
  return new UsageError(
    flag
      ? `--${flag} ${error.message.includes("does not take") ? "takes no value" : "needs a value"}.`
      : error.message,
    help,
  );
}

function isKnown(word: string, flags: readonly Flag[]): boolean {
  return flags.some(({ name }) => word === `--${name}` || word.startsWith(`--${name}=`));
}
