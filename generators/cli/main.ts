import { resolve } from "node:path";
import { Interrupted, UsageError, UserError } from "../base/problem/problem.ts";
import { refusalJson } from "../base/text/json.ts";
import { paintFor, problemsText } from "../base/text/text.ts";
import { artifacts } from "../commands/artifacts/artifacts.ts";
import { coveringArtifacts } from "../commands/artifacts/cover.ts";
import { type Flag, type Generator, one, type RawAnswers } from "../commands/command/generator.ts";
import type { Command, ExitCode } from "../commands/context/command.ts";
import { openContext, type Project } from "../commands/context/context.ts";
import type { Io } from "../commands/context/io.ts";
import { diff } from "../commands/diff/diff.ts";
import { drift } from "../commands/drift/drift.ts";
import { list } from "../commands/list/list.ts";
import { alert } from "../commands/new-alert/alert.ts";
import { application } from "../commands/new-app/application.ts";
import { applicationUnit } from "../commands/new-app/unit.ts";
import { component } from "../commands/new-component/component.ts";
import { componentUnit } from "../commands/new-component/unit.ts";
import { environment } from "../commands/new-env/environment.ts";
import { environmentUnit } from "../commands/new-env/unit.ts";
import { imagePolicy } from "../commands/new-image-policy/image-policy.ts";
import { source } from "../commands/new-source/source.ts";
import { promote } from "../commands/promote/promotion.ts";
import { removeApplication } from "../commands/remove/remove-application.ts";
import { removeComponent } from "../commands/remove/remove-component.ts";
import { removeEnvironment } from "../commands/remove/remove-environment.ts";
import { removeSource } from "../commands/remove/remove-source.ts";
import { renameEnvironment } from "../commands/rename-env/rename-environment.ts";
import { status } from "../commands/status/status.ts";
import { updating } from "../commands/update/update.ts";
import { validate } from "../commands/validate/validate.ts";
import { readUserFile } from "../platform/disk/user-file.ts";
import { commonFlags, deliveredBy, describes, EVERYWHERE, parseFlags } from "./arguments.ts";
import { type Delivery, openDelivery } from "./delivery.ts";
import { commandHelp, overview } from "./help.ts";
import { type Agreed, agree } from "./run.ts";

// For the documents, which are made from what is built.
export { rulesMarkdown } from "../commands/validate/documentation.ts";

/** What has a record: `update` brings it up to date with its templates. */
const update = updating([environmentUnit, applicationUnit, componentUnit]);

// biome-ignore lint/suspicious/noExplicitAny: each generator has answers of its own type
const ALL: readonly Generator<any>[] = [
  environment,
  application,
  source,
  component,
  imagePolicy,
  alert,
  artifacts,
  removeEnvironment,
  removeApplication,
  removeComponent,
  removeSource,
  renameEnvironment,
  promote,
  update,
];

export const GENERATORS = ALL.map(coveringArtifacts);

/** Commands that write nothing. */
const COMMANDS: readonly Command[] = [list, drift, validate, diff, status];

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
  const [name, ...rest] = argv;
  let label = ".";
  let delivery: Delivery | undefined;
  const refused = (error: unknown): ExitCode => report(error, argv, label, io);
  try {
    if (name === undefined || name === "--help") {
      io.stdout.write(overview([...GENERATORS, ...COMMANDS]));
      return { code: name === undefined ? 2 : 0 };
    }
    const command = COMMANDS.find((each) => each.name === name);
    if (command !== undefined) return { code: await runCommand(command, rest, project, io) };
    const generator = GENERATORS.find((each) => each.name === name);
    if (generator === undefined) throw unknownCommand(name);
    const common = commonFlags(generator.flags);
    if (rest.includes("--help")) {
      io.stdout.write(commandHelp(generator, common, "asks for what is needed", "refused"));
      return { code: 0 };
    }
    const flags = parseFlags(rest, [...generator.flags, ...common], name);
    const { raw: typed, commits, branch } = deliveredBy(flags, generator.flags);
    const context = openContext(name, flags, project, io);
    label = context.label;
    const raw = withFiles(typed, generator.flags, context.cwd);
    const output = describes(typed) ? "markdown" : typed.json === true ? "json" : "diff";
    if (commits) delivery = openDelivery(context, branch, io, output === "json");
    const place = delivery?.context ?? context;
    const agreed = await agree(generator, { raw, typed, output, delivery }, place, io);
    const close = () => delivery?.close();
    if (agreed !== undefined) {
      const finish = () => write(agreed, refused, close);
      return { code: 0, subject: agreed.subject, finish };
    }
    close();
    return { code: 0 };
  } catch (error) {
    delivery?.close();
    return { code: refused(error) };
  }
}

async function runCommand(
  command: Command,
  words: readonly string[],
  project: Project,
  io: Io,
): Promise<ExitCode> {
  if (words.includes("--help")) {
    const { beginning = "looks at the whole monorepo", failure = "findings" } = command;
    io.stdout.write(commandHelp(command, EVERYWHERE, beginning, failure));
    return 0;
  }
  const flags = parseFlags(words, [...command.flags, ...EVERYWHERE], command.name);
  return command.run(flags, openContext(command.name, flags, project, io), io);
}

/** Puts in place of a file's name what the file holds. */
function withFiles(raw: RawAnswers, flags: readonly Flag[], cwd: string): RawAnswers {
  const texts = flags.flatMap(({ name, file }) => {
    const path = file ? one(raw, name) : undefined;
    return path === undefined ? [] : [[name, readUserFile(resolve(cwd, path))] as const];
  });
  return { ...raw, ...Object.fromEntries(texts) };
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
  if (argv.includes("--json")) io.stdout.write(refusalJson(argv[0] ?? "", error.problems));
  else io.stderr.write(problemsText(error.problems, label, paint));
  const halfWritten = error.problems.some(({ rule }) => rule === "half-written");
  const isReading = COMMANDS.some(({ name }) => name === argv[0]);
  if (!isReading && !halfWritten && error.exitCode === 1) {
    io.stderr.write("Nothing was written.\n");
  }
  return error.exitCode;
}

function unknownCommand(name: string): UsageError {
  const known = [...GENERATORS, ...COMMANDS].map((each) => each.name).join(", ");
  return new UsageError(`There is no command ${JSON.stringify(name)}.`, `Commands: ${known}.`);
}
