import { resolve } from "node:path";
import { type Given, type GivenValue, textGiven } from "../base/options/given.ts";
import type { Option } from "../base/options/option.ts";
import { jsonSchema } from "../base/options/schema.ts";
import { answersTo } from "../base/options/settle.ts";
import { Interrupted, UsageError, UserError } from "../base/problem/problem.ts";
import { jsonDocument, refusalJson } from "../base/text/json.ts";
import { paintFor, problemsText } from "../base/text/text.ts";
import type { ExitCode, Generator, Reader } from "../commands/command/command.ts";
import { commandLine } from "../commands/command/command-line.ts";
import { openContext, type Project } from "../commands/context/context.ts";
import type { Io } from "../commands/context/io.ts";
import { readUserFile } from "../platform/disk/user-file.ts";
import { COMMANDS, GENERATORS } from "./commands.ts";
import { type Delivery, openDelivery } from "./delivery.ts";
import {
  asksForJson,
  type Command,
  commonOf,
  commonOptions,
  sameFor,
  usage,
} from "./line/common.ts";
import { helpOf, overview } from "./line/help.ts";
import { parse } from "./line/parse.ts";
import { type Agreed, agree } from "./run.ts";

// For the documents, which are made from what is built, and for plop.
export { rulesMarkdown } from "../commands/validate/documentation.ts";
export { GENERATORS };

/** A command line on its way: what was agreed to, and the exit code if it ends here. */
export interface CommandOutcome {
  readonly code: ExitCode;
  /** Present when there is something to write: call it once. */
  readonly finish?: () => ExitCode;
  /** What it is that was agreed to, in a few words. */
  readonly subject?: string;
}

/** Runs a command line. Never throws for what a user can cause; the caller exits with the code. */
export async function main(argv: readonly string[], project: Project, io: Io): Promise<ExitCode> {
  const { code, finish } = await begin(argv, project, io);
  return finish === undefined ? code : finish();
}

/** Everything of a command line but the writing: plop writes in an action of its own. */
export async function begin(
  argv: readonly string[],
  project: Project,
  io: Io,
): Promise<CommandOutcome> {
  const [name, ...words] = argv;
  let label = ".";
  let delivery: Delivery | undefined;
  const close = () => delivery?.close();
  const refused = (error: unknown): ExitCode => report(error, argv, label, io);
  try {
    if (name === undefined || name === "--help") {
      io.stdout.write(overview(COMMANDS));
      return { code: name === undefined ? 2 : 0 };
    }
    const command = COMMANDS.find((each) => each.name === name);
    if (command === undefined) throw unknownCommand(name);
    const told = toldBefore(command, words);
    if (told !== undefined) {
      io.stdout.write(told);
      return { code: 0 };
    }
    const typed = parse(words, [...command.options.all, ...commonOptions(command)], name);
    if (!("plan" in command)) return { code: await read(command, typed, project, io) };
    const common = commonOf(command, typed);
    refuseTwoBranches(command, typed);
    const context = openContext(name, common.repo, project, io);
    label = context.label;
    const given = withFiles(typed, command.options.all, context.cwd);
    if (common.commit !== undefined) {
      const branch = common.commit === true ? undefined : common.commit;
      delivery = openDelivery(context, branch, io, common.format === "json");
    }
    const place = delivery?.context ?? context;
    const agreed = await agree(command, { given, common, delivery }, place, io);
    if (agreed === undefined) {
      close();
      return { code: 0 };
    }
    const finish = () => write(agreed, refused, close);
    return { code: 0, subject: agreed.subject, finish };
  } catch (error) {
    close();
    return { code: refused(error) };
  }
}

/** What is told of a command, whatever else was typed. */
function toldBefore(command: Command, words: readonly string[]): string | undefined {
  if (words.includes("--help")) return helpOf(command);
  if (!words.includes("--json-schema")) return undefined;
  return jsonDocument(jsonSchema(command.name, command.summary, command.options.all));
}

async function read(command: Reader, given: Given, project: Project, io: Io): Promise<ExitCode> {
  const { format, repo } = commonOf(command, given);
  const answers = usage(() => answersTo(command.options, given, undefined));
  const same = sameFor(command, { repo });
  return command.run(answers as never, {
    format: command.formats[format] as never,
    formatName: format,
    io,
    open: () => openContext(command.name, repo, project, io),
    commandLine: (other, others) => commandLine(other, others, same),
  });
}

/**
 * Before `--commit` took the name of its branch, `--branch` was that: where a command has a
 * `--branch` of its own, nobody's command line changes its meaning in silence.
 */
function refuseTwoBranches({ options }: Generator, { commit, branch }: Given): void {
  const isOwn = options.all.some(({ name }) => name === "branch");
  if (!isOwn || commit !== true || branch === undefined) return;
  throw new UsageError(
    "With --branch, --commit needs the name of its branch: --commit=NAME.",
    "--branch is what the source follows.",
  );
}

/** Puts in place of a file's name what the file holds. */
function withFiles(given: Given, options: readonly Option<never>[], cwd: string): Given {
  const files = options.flatMap(({ name, type }): [string, GivenValue][] => {
    const path = type === "file" ? textGiven(given[name]) : undefined;
    return path === undefined ? [] : [[name, { path, text: readUserFile(resolve(cwd, path)) }]];
  });
  return { ...given, ...Object.fromEntries(files) };
}

function write(agreed: Agreed, refused: (error: unknown) => ExitCode, close: () => void): ExitCode {
  try {
    agreed.write();
    return 0;
  } catch (error) {
    return refused(error);
  } finally {
    close();
  }
}

/** Says what a user can cause, and gives its exit code. Anything else is a defect: rethrown. */
function report(error: unknown, argv: readonly string[], label: string, io: Io): ExitCode {
  if (error instanceof Interrupted) {
    io.stderr.write("\nNothing was written.\n");
    return 130;
  }
  if (!(error instanceof UserError)) throw error;
  const paint = paintFor(io.stderr.isTTY === true, io.env);
  const [name = "", ...words] = argv;
  const isReading = COMMANDS.some((each) => each.name === name && !("plan" in each));
  if (!isReading && asksForJson(words)) io.stdout.write(refusalJson(name, error.problems));
  else io.stderr.write(problemsText(error.problems, label, paint));
  const halfWritten = error.problems.some(({ rule }) => rule === "half-written");
  if (!isReading && !halfWritten && error.exitCode === 1) {
    io.stderr.write("Nothing was written.\n");
  }
  return error.exitCode;
}

function unknownCommand(name: string): UsageError {
  const known = COMMANDS.map((each) => each.name).join(", ");
  return new UsageError(`There is no command ${JSON.stringify(name)}.`, `Commands: ${known}.`);
}
